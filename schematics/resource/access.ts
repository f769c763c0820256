import type { Names } from './names.ts';
import { quoted } from './code.ts';
import { ResourceError } from './resource-error.ts';

/** Who sees and writes the rows of an entity. */
export const ACCESSES = ['owned', 'private', 'shared', 'public-read'] as const;

export type Access = (typeof ACCESSES)[number];

/** What was said about who may do what. */
export interface AccessOptions {
  access?: string;
  /** Roles, separated by commas. */
  write?: string;
  /** The older way to say `shared`, by false. */
  owned?: boolean;
}

/** Who may do what. */
export interface Rights {
  access: Access;
  /** The roles that alone write; empty if all may whom `access` lets. */
  writers: string[];
}

/**
 * Reads who may do what.
 *
 * @param roles those that the project has
 * @throws ResourceError if it contradicts itself, or names what there is not
 */
export function rightsOf({ access, write, owned }: AccessOptions, roles: readonly string[]): Rights {
  const chosen = access ?? (owned === false ? 'shared' : 'owned');
  if (!isAccess(chosen)) {
    throw new ResourceError(`--access ${chosen}: there are ${ACCESSES.join(', ')}`);
  }
  if (owned !== undefined && owned !== hasOwner(chosen)) {
    throw new ResourceError(
      `--access ${chosen} and --owned=${String(owned)} contradict each other. Leave --owned out`,
    );
  }
  return { access: chosen, writers: writersOf(write, chosen, roles) };
}

function writersOf(text: string | undefined, access: Access, roles: readonly string[]): string[] {
  if (text === undefined) {
    return [];
  }
  const writers = [...new Set(text.split(',').map((role) => role.trim()))].filter(Boolean);
  const unknown = writers.filter((role) => !roles.includes(role));
  if (writers.length === 0 || unknown.length > 0) {
    throw new ResourceError(
      `--write ${text}: there are the roles ${roles.join(', ')}. A new one is added in src/users/role.ts`,
    );
  }
  if (access === 'private') {
    throw new ResourceError(
      '--write goes with rows that others may see: with --access private, only the owner and admins see a row. ' +
        "Leave one of the two out; or write the policy yourself: writtenBy(['manager'], privateTo('owner_id'))",
    );
  }
  return writers;
}

function isAccess(text: string): text is Access {
  return (ACCESSES as readonly string[]).includes(text);
}

/** Whether rows have an owner. */
export function hasOwner(access: Access): boolean {
  return access === 'owned' || access === 'private';
}

/** The policy as code: its call, the functions that it needs, and what it says in words. */
export interface PolicyCode {
  call: string;
  imports: string[];
  sentence: string;
}

export function policyOf({ access, writers }: Rights, { one, labels }: Names): PolicyCode {
  const { call, name, sentence } = baseOf(access, one, labels);
  const open = access === 'public-read' ? ['publicRead'] : [];
  if (writers.length === 0) {
    return { call, imports: [name, ...open].sort(), sentence };
  }
  return {
    call: `writtenBy([${writers.map(quoted).join(', ')}], ${call})`,
    imports: [name, ...open, 'writtenBy'].sort(),
    sentence: `${READERS[access]} ${labels}; only users with the role ${writers.join(' or ')} write them.`,
  };
}

const READERS: Record<Access, string> = {
  owned: 'Everybody who is signed in reads',
  private: '',
  shared: 'Everybody who is signed in reads',
  'public-read': 'Everybody reads, signed in or not,',
};

function baseOf(
  access: Access,
  one: string,
  labels: string,
): { call: string; name: string; sentence: string } {
  switch (access) {
    case 'owned':
      return {
        call: `owned<${one}>('owner_id')`,
        name: 'owned',
        sentence: `Everybody who is signed in reads ${labels}; their owners and admins write them.`,
      };
    case 'private':
      return {
        call: `privateTo<${one}>('owner_id')`,
        name: 'privateTo',
        sentence: `Only their owners and admins see ${labels}, and write them.`,
      };
    case 'shared':
      return {
        call: `shared<${one}>()`,
        name: 'shared',
        sentence: `Everybody who is signed in reads and writes ${labels}.`,
      };
    case 'public-read':
      return {
        call: `publicRead(shared<${one}>())`,
        name: 'shared',
        sentence: `Everybody reads ${labels}, signed in or not; everybody who is signed in writes them.`,
      };
  }
}
