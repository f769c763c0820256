import { checkbox, confirm, input, select } from '@inquirer/prompts';
import { ACCESSES, type Access } from './access.ts';
import type { ParentOptions } from './parent.ts';
import { FIELD_TYPES } from './field.ts';
import { parseField } from './parse-fields.ts';
import { ResourceError } from './resource-error.ts';
import { type Route, ROUTES } from './routes.ts';

/** What can be asked for. */
export interface Answers extends ParentOptions {
  fields?: string;
  unique?: string;
  only?: string;
}

/** What the questions need to know of the project. */
export interface Project {
  roles: readonly string[];
  /** The tables that a `ref`, or `many`, can point to. */
  targets: readonly string[];
  /** Those of which rows can be a part. */
  parents: readonly string[];
  /** What the parent that was chosen calls its parts. @throws ResourceError if it cannot call them so */
  relationOf: (answers: Answers) => string;
  /** @throws ResourceError if what was answered so far cannot be in this project */
  check: (answers: Answers) => void;
}

const MEANINGS: Record<Access, string> = {
  owned: 'all who are signed in read; the owner and admins write',
  private: 'only the owner and admins see or write',
  shared: 'all who are signed in read and write',
  'public-read': 'everybody reads, all who are signed in write',
};

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && !process.env.CI;
}

/** Asks for fields one by one, and then for what no option says; each answer is checked at once. */
export async function ask<T extends Answers>(given: T, project: Project): Promise<T> {
  const withParent = { ...given, ...(await askParent(given, project)) };
  const fields = await askFields(withParent, project);
  const withFields = { ...withParent, fields };
  const withWriters = { ...withFields, ...(await askRights(withFields, project)) };
  const unique = given.unique ?? (await askKey(withWriters, project));
  const withKey = { ...withWriters, unique };
  return { ...withKey, only: given.only ?? (await askRoutes(withKey, project)) };
}

/** A part of another row has its access, and is called something by it. */
async function askParent(given: Answers, { parents, relationOf }: Project): Promise<ParentOptions> {
  const isAsked = given.access === undefined && given.write === undefined && given.owned === undefined;
  const parent =
    given.parent ??
    (isAsked && parents.length > 0
      ? await select({
          message: 'Is it a part of something else, as a line is of an order?',
          choices: [
            { value: undefined, name: 'no' },
            ...parents.map((value) => ({ value, name: `of ${value}` })),
          ],
        })
      : undefined);
  if (parent === undefined || given.as !== undefined) {
    return { parent, as: given.as };
  }
  const usual = complaint(() => relationOf({ parent })) === true ? relationOf({ parent }) : undefined;
  const as = await input({
    message: `What do ${parent} call them?`,
    default: usual,
    validate: (text) => complaint(() => relationOf({ parent, as: text })),
  });
  return { parent, as };
}

async function askRights(given: Answers, { roles }: Project): Promise<Pick<Answers, 'access' | 'write'>> {
  if (given.parent !== undefined) {
    return {};
  }
  const access = given.access ?? (given.owned === undefined ? await askAccess() : undefined);
  return { access, write: given.write ?? (await askWriters(access, roles)) };
}

async function askFields(given: Answers, { targets, check }: Project): Promise<string> {
  process.stdout.write(
    `Fields: name:type, then ? if it may be null, :unique, :readonly, =default. Types: ${FIELD_TYPES.join(', ')}.\n` +
      'For example: number:string:unique  total:decimal(12,2)  status:enum(draft|sent)=draft  customer:ref(users)?  tags:many(tags)\n' +
      `A ref, and many, can point to: ${targets.join(', ')}\n`,
  );
  const fields: string[] = [];
  for (;;) {
    const field = await input({
      message: `Field ${fields.length + 1}${fields.length > 0 ? ' (empty to finish)' : ''}:`,
      validate: (text) =>
        (text.trim() === '' && fields.length > 0) ||
        complaint(() => {
          parseField(text);
          check({
            access: given.access,
            parent: given.parent,
            as: given.as,
            fields: [...fields, text].join(','),
          });
        }),
    });
    if (!field.trim()) {
      return fields.join(',');
    }
    fields.push(field);
  }
}

function askAccess(): Promise<Access> {
  return select({
    message: 'Who sees and writes the rows?',
    choices: ACCESSES.map((value) => ({ value, name: `${value}: ${MEANINGS[value]}` })),
  });
}

async function askWriters(access: string | undefined, roles: readonly string[]): Promise<string | undefined> {
  if (access === 'private') {
    return undefined;
  }
  const chosen = await checkbox({
    message: 'Shall only users with certain roles write? (none: as said before)',
    choices: [...roles],
  });
  return chosen.length > 0 ? chosen.join(',') : undefined;
}

async function askKey(given: Answers, { check }: Project): Promise<string | undefined> {
  const key = await input({
    message: 'Fields that are unique together, as in order_id,position (empty for none):',
    validate: (text) => text.trim() === '' || complaint(() => check({ ...given, unique: text })),
  });
  return key.trim() || undefined;
}

async function askRoutes(given: Answers, { check }: Project): Promise<string | undefined> {
  if (await confirm({ message: 'Shall it have all routes?', default: true })) {
    return undefined;
  }
  const chosen = await checkbox<Route>({
    message: 'Which?',
    choices: ROUTES.map((value) => ({ value, checked: true })),
    validate: (routes) =>
      complaint(() => check({ ...given, only: routes.map(({ value }) => value).join(',') })),
  });
  return chosen.join(',');
}

/** What is wrong with an answer; true if nothing is. */
function complaint(check: () => void): string | true {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof ResourceError) {
      return error.message;
    }
    throw error;
  }
}
