/**
 * Does what the guides say, word for word, in copies of the project: `npm run test:guides`. Words behind it choose the guides
 * whose names have one of them: `npm run test:guides -- shop`. With DATABASE_URL, what needs a PostgreSQL server is done too.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyProject } from './copy-project.ts';
import { followDeployment } from './follow-deployment.ts';
import { followUpgrade } from './follow-upgrade.ts';
import { type Step, stepsOf } from './guide.ts';
import { inFolder, type } from './guide-shell.ts';
import { type Guide, type Walk, WALKS } from './guides.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Formatting is what a guide leaves to its reader. */
const STYLE = { all: 'npm run --silent format\nnpm run --silent lint', whole: '' };

let blocks = 0;
const words = process.argv.slice(2);
try {
  for (const walk of WALKS.filter(({ guides }) => guides.some(isChosen))) follow(walk);
  if (isChosen({ file: 'UPGRADING.md' })) followUpgrade();
  if (isChosen({ file: 'docs/deployment.md' })) await followDeployment();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function isChosen({ file, section = '' }: Guide): boolean {
  return words.length === 0 || words.some((word) => `${file} ${section}`.includes(word));
}

function follow({ guides, checked }: Walk): void {
  inFolder((folder) => {
    copyProject(folder);
    guides.forEach((guide) => {
      const { file, section, first = '', last = '' } = guide;
      const steps = stepsOf(readFileSync(path.join(ROOT, file), 'utf8'), guide);
      const commands = steps.map((step) => commandsOf(step, folder));
      type(section ? `${file}, ${section}` : file, [first, ...commands, last].join('\n'), folder);
    });
    if (checked) type('The checks', `${STYLE[checked]}\nchecks`, folder);
  });
}

/** Code comes to its place while the commands run: what a command generates may be what it goes into. */
function commandsOf(step: Step, folder: string): string {
  if (step.kind === 'run') {
    return step.commands;
  }
  const from = path.join(folder, '.guide', String(++blocks));
  mkdirSync(path.dirname(from), { recursive: true });
  writeFileSync(from, step.code);
  return `node ${import.meta.dirname}/write-block.ts ${from} ${step.file} '${JSON.stringify(step.place)}'`;
}
