import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withClient } from '../../faults/support/backends.js';
import { binaries } from '../../faults/support/cluster.js';
import { postItem, signIn } from '../../faults/support/run-server.js';
import { type App, startApp } from '../support/app.js';
import { Postgres } from '../support/postgres.js';
import { Workshop } from '../support/workshop.js';

/** The commands of the page, a block each. */
const BLOCKS = [...readFileSync('docs/operations.md', 'utf8').matchAll(/^```sh\n([^]*?)^```/gm)].map(
  ([, commands]) => commands!,
);

describe('the commands of docs/operations.md', () => {
  const workshop = new Workshop();
  let primary: Postgres;
  let app: App;

  beforeAll(async () => {
    primary = await Postgres.primary(workshop);
    app = await startApp(workshop, { DATABASE_URL: primary.url });
  });
  afterAll(() => workshop.close());

  /** Runs the block that has this text, as it stands but for the server's address. */
  async function run(text: string): Promise<string> {
    const block = BLOCKS.find((commands) => commands.includes(text))!;
    const commands = block.replaceAll('http://127.0.0.1:3000', app.url);
    const env = {
      ...process.env,
      DATABASE_URL: primary.url,
      PATH: [binaries(), process.env.PATH].join(path.delimiter),
    };
    const options = { cwd: workshop.folder('dump'), env };
    return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], options)).stdout;
  }

  it('are all run here', () => {
    expect(BLOCKS).toHaveLength(2);
  });

  it('ask the server how it is', async () => {
    expect(await run('/health/ready')).toMatch(/"checks":\{"database":\{"status":"ok"/);
  });

  it('dump the database, and restore it as another one', async () => {
    expect(await postItem(app.url, await signIn(app.url), 'kept')).toBe(201);
    await run('pg_dump');
    await withClient(primary.urlOf('strata_restored'), async (client) => {
      expect((await client.query('select name from items')).rows).toEqual([{ name: 'kept' }]);
    });
  });
});
