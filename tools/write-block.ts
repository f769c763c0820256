/** Writes a block of code of a guide: `node tools/write-block.ts <code> <file> whole|into`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { insert } from './guide.ts';

const [from, file, mode] = process.argv.slice(2) as [string, string, 'whole' | 'into'];
const code = readFileSync(from, 'utf8');
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, mode === 'into' ? insert(readFileSync(file, 'utf8'), code) : code);
