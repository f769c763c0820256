/** Writes a block of code of a guide: `node tools/write-block.ts <code> <file> <place>`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { insert, type Place } from './guide.ts';

const [from, file, json] = process.argv.slice(2) as [string, string, string];
const place = JSON.parse(json) as Place;
const code = readFileSync(from, 'utf8');
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, place === 'whole' ? code : insert(readFileSync(file, 'utf8'), code, place));
