import { writeFileSync } from 'node:fs';
import { renderEnvExample } from './env-example.js';

/* `npm run config:example`: writes .env.example anew after a change of the schema. */
writeFileSync('.env.example', renderEnvExample());
