import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyProject } from './copy-project.ts';
import { stepsOf } from './guide.ts';
import { inFolder, type } from './guide-shell.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** A table of the platform, which gets a column in the next version. */
const ENTITY = 'src/platform/http/idempotency/idempotency-key.entity.ts';
const COLUMN = `
  @Property({ type: 'text', nullable: true })
  note!: string | null;
`;

/** What the project has of its own. */
const OWN = `npm run resource -- note --fields "said:string"
npm run migration:create -- --name notes
npm run openapi && npm run client
git add -A && git commit -qm 'Add notes'`;

/** Both sides are there, and a server migrates and serves them. */
const BOTH = `grep -l note migrations/*_upgrade.ts
npm test -- test/notes
npm start
test "$(command curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:3000/api/v1/notes)" = 401`;

/**
 * Does what UPGRADING.md says in two projects that have a commit of their own, while Strata has gone on by one: in a clone, and
 * in one that began as a copy of the files.
 */
export function followUpgrade(): void {
  inFolder((folder) => {
    const [strata, clone, copy] = ['strata', 'clone', 'copy'].map((name) => path.join(folder, name));
    release(strata!);
    type(
      'A clone',
      `git clone -q strata clone && cd clone && git remote remove origin && npm ci\n${OWN}`,
      folder,
      IDENTITY,
    );
    type(
      'A copy',
      `git clone -q strata copy && cd copy && rm -rf .git && ln -s ../clone/node_modules node_modules
git init -q && echo node_modules >> .git/info/exclude && git add -A && git commit -qm 'Begin'
${OWN}`,
      folder,
      IDENTITY,
    );
    goOn(strata!);
    upgrade('Merge', clone!, strata!, 'test "$(git log --merges --oneline | wc -l)" = 1');
    upgrade('Or apply a patch', copy!, strata!, 'git diff --cached --stat | grep idempotency-key');
  });
}

function release(folder: string): void {
  copyProject(folder);
  rmSync(path.join(folder, 'node_modules'));
  type(
    'The first version',
    'git init -q && git add -A && git commit -qm Begin && git tag v0.1.0',
    folder,
    IDENTITY,
  );
}

function goOn(folder: string): void {
  const file = path.join(folder, ENTITY);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\}\n$/, `${COLUMN}}\n`));
  type('The next version', "git commit -qam 'Go on' && git tag v0.2.0", folder, IDENTITY);
}

function upgrade(section: string, project: string, strata: string, proof: string): void {
  const page = readFileSync(path.join(ROOT, 'UPGRADING.md'), 'utf8');
  const commands = ['Fetch the tags', section]
    .flatMap((each) => stepsOf(page, { section: each, commandsOnly: true }))
    .flatMap((step) => (step.kind === 'run' ? step.commands : []))
    .join('\n')
    .replace("<the repository's URL>", strata);
  type(`UPGRADING.md, ${section}`, [commands, proof, BOTH].join('\n'), project, IDENTITY);
}
