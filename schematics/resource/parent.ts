import type { Tree } from '@angular-devkit/schematics';
import type { Access, AccessOptions, PolicyCode, Rights } from './access.ts';
import { quoted } from './code.ts';
import type { Field } from './field.ts';
import { type Names, pluralOf, wordsOf } from './names.ts';
import { tablesOf, targetsOf } from './project-tables.ts';
import { RESERVED } from './reserved-words.ts';
import { ResourceError } from './resource-error.ts';

/** What was said about the row that rows are a part of. */
export interface ParentOptions extends AccessOptions {
  /** An entity: `order`, or its table. */
  parent?: string;
  /** What the parent calls these rows. */
  as?: string;
}

/** The entity that another one is a part of, as the files of both know it. */
export interface Parent {
  table: string;
  /** `orders`, `order`: its folder and route, its files. */
  folder: string;
  file: string;
  /** `Order`: its class. */
  one: string;
  /** `order` */
  label: string;
  /** The field that refers to it. */
  column: string;
  /** What it calls the other rows. */
  as: string;
  /** Who sees and writes it; undefined for a policy that was written by hand. */
  rights?: Rights;
}

/** Tables whose rows are made by ways of their own. */
const NO_PARENTS = ['users'];

/** What every row has, and what the code that makes a row with its parts means by a name. */
const TAKEN = new Set('id created_at updated_at deleted_at version owner_id owner data'.split(' '));

/** The tables of which rows can have parts. */
export function parentsIn(tree: Tree): string[] {
  return targetsOf(tree).filter((table) => !NO_PARENTS.includes(table));
}

/**
 * Reads `--parent order --as lines`.
 *
 * @throws ResourceError if there is no such entity, or it cannot have these parts
 */
export function parentOf(tree: Tree, names: Names, options: ParentOptions): Parent | undefined {
  const { parent: given, as } = options;
  if (given === undefined) {
    if (as !== undefined) {
      throw new ResourceError('--as is what a parent calls these rows: name the parent, too, by --parent');
    }
    return undefined;
  }
  refuseAccess(options);
  const table = tableOf(tree, names, given);
  const entity = entityOf(tree, table);
  const relation = relationOf(names, entity.file, as);
  refuseTaken(tree, table, entity, relation);
  return {
    ...entity,
    table,
    label: entity.file.replaceAll('-', ' '),
    column: `${entity.file.replaceAll('-', '_')}_id`,
    as: relation,
    rights: rightsIn(tree, table),
  };
}

/** The field of the child. */
export function parentField({ table, column, as }: Parent): Field {
  return { name: column, type: 'ref', table, nullable: false, unique: false, readonly: false, partAs: as };
}

/** Its rows have no owner; whether they are public follows from the parent. */
export function rightsOfPart({ rights }: Parent): Rights {
  return { access: rights?.access === 'public-read' ? 'public-read' : 'shared', writers: [] };
}

export function policyOfPart({ column, table, label }: Parent, { one, article }: Names): PolicyCode {
  return {
    call: `partOf<${one}>(${quoted(column)}, ${quoted(table)})`,
    imports: ['partOf'],
    sentence: `${article} is seen by whoever sees its ${label}, and written by whoever may change that.`,
  };
}

function refuseAccess({ access, write, owned }: AccessOptions): void {
  const said = [access && '--access', write && '--write', owned !== undefined && '--owned'].filter(Boolean);
  if (said.length > 0) {
    throw new ResourceError(
      `${said.join(' and ')}: a part is seen and written by who may see and change its parent. Leave that out`,
    );
  }
}

function tableOf(tree: Tree, names: Names, text: string): string {
  const table = pluralOf(wordsOf(text).join('_'));
  const parents = parentsIn(tree);
  if (table === names.table) {
    throw new ResourceError(
      `${names.labels} cannot be a part of ${names.labels}. For a tree let them refer to each other: above:ref(${table})?`,
    );
  }
  if (NO_PARENTS.includes(table)) {
    throw new ResourceError(
      `--parent ${text}: ${table} are made by ways of their own. Refer to them instead: user:ref(${table})`,
    );
  }
  if (!parents.includes(table)) {
    throw new ResourceError(
      `--parent ${text}: there is no table ${table}. Generate that entity first, or name one of: ${parents.join(', ')}`,
    );
  }
  return table;
}

function entityOf(tree: Tree, table: string): Pick<Parent, 'folder' | 'file' | 'one'> {
  const path = tablesOf(tree).get(table)!.file;
  const [, folder = '', file = ''] = /^src\/(.+)\/([^/]+)\.entity\.ts$/.exec(path) ?? [];
  const one = /\bclass (\w+) extends BaseEntity\b/.exec(tree.readText(path))![1]!;
  return { folder, file, one };
}

/** `order_lines` of an order are its `lines`. */
function relationOf({ table: own }: Names, parent: string, as: string | undefined): string {
  if (as === undefined) {
    const prefix = `${parent.replaceAll('-', '_')}_`;
    return own.startsWith(prefix) ? own.slice(prefix.length) : own;
  }
  return wordsOf(as).join('_');
}

function refuseTaken(tree: Tree, table: string, parent: ReturnType<typeof entityOf>, as: string): void {
  if (TAKEN.has(as) || RESERVED.has(as)) {
    throw new ResourceError(`${as} means something else in the code. Give another name by --as`);
  }
  const folder = `/src/${parent.folder}`;
  const own = [`${folder}/${parent.file}.entity.ts`, `${folder}/dto/${parent.file}.dto.ts`];
  const created = `${folder}/dto/create-${parent.file}.dto.ts`;
  for (const file of [...own, ...(tree.exists(created) ? [created] : [])]) {
    const members = tree.exists(file) ? tree.readText(file).matchAll(/^ {2}(?:@.*\) )?(\w+)[!?]:/gm) : [];
    if ([...members].some(([, name]) => name === as || name === `${as}_id`)) {
      throw refusal(table, as, file.slice(1));
    }
  }
  for (const { file } of tablesOf(tree).values()) {
    const parts = tree.readText(file).matchAll(/@Parent\('(\w+)', \{ as: '(\w+)' \}\)/g);
    if ([...parts].some(([, other, name]) => other === table && name === as)) {
      throw refusal(table, as, file);
    }
  }
}

function refusal(table: string, as: string, file: string): ResourceError {
  return new ResourceError(
    `${table} have ${as} already, see ${file}. Give these another name by --as, such as --as more_${as}`,
  );
}

/** Who sees and writes the rows of a table, if its policy is one that the generator writes. */
function rightsIn(tree: Tree, table: string): Rights | undefined {
  const path = tablesOf(tree).get(table)?.file.replace('.entity.ts', '.policy.ts');
  const code = path && tree.exists(path) ? tree.readText(path) : '';
  const call = /export const \w+ =\s*([^;]+);/.exec(code)?.[1]?.replaceAll(/\s+|<\w+>/g, '') ?? '';
  const [, roles, limited] = /^writtenBy\(\[([^\]]*)\],(.*)\)$/.exec(call) ?? [];
  const access = accessOf(tree, limited ?? call);
  return access && { ...access, writers: roles ? rolesIn(roles) : access.writers };
}

function accessOf(tree: Tree, call: string): Rights | undefined {
  const above = /^partOf\('\w+','(\w+)'\)$/.exec(call)?.[1];
  if (above) {
    return rightsIn(tree, above);
  }
  const access = CALLS.find(([pattern]) => pattern.test(call))?.[1];
  return access && { access, writers: [] };
}

const CALLS: readonly (readonly [RegExp, Access])[] = [
  [/^owned\('\w+'\)$/, 'owned'],
  [/^privateTo\('\w+'\)$/, 'private'],
  [/^shared\(\)$/, 'shared'],
  [/^publicRead\(shared\(\)\)$/, 'public-read'],
];

function rolesIn(list: string): string[] {
  return [...list.matchAll(/'([^']+)'/g)].map(([, role]) => role!);
}
