import { hasOwner, policyOf, type PolicyCode, type Rights } from './access.ts';
import { quoted } from './code.ts';
import type { Field } from './field.ts';
import { codeOf, type FieldCode } from './field-code.ts';
import { keysOf, type Key, upsertKeyOf } from './keys.ts';
import type { Names } from './names.ts';
import { type Parent, policyOfPart } from './parent.ts';
import type { Relation, SetRelation } from './relations.ts';
import { type Route, ROUTES, takesFields } from './routes.ts';
import { type TestCode, testCodeOf } from './test-code.ts';

/** Who made a row; of users others see a name. */
const OWNER_RELATION: Relation = {
  name: 'owner',
  dto: 'UserRefDto',
  dtoFile: 'users/dto/user-ref.dto',
};

/** An entity, as it was asked for. */
export interface Entity {
  names: Names;
  fields: readonly Field[];
  rights: Rights;
  routes: ReadonlySet<Route>;
  /** What its rows are a part of. */
  parent?: Parent;
  /** A key of several fields. */
  joint?: Key;
  /** What its references point to. */
  relations: readonly Relation[];
  /** Its sets of rows of other entities. */
  sets: readonly SetRelation[];
}

/** All that the templates ask for. */
export interface TemplateData extends Names, TestCode {
  owned: boolean;
  policy: PolicyCode;
  parent?: Parent;
  /** For the test: who sees and writes rows, the roles that alone write, and the routes if not all are there. */
  access: string;
  writers: string;
  only: string;
  /** Whether there is such a route. */
  has: Record<Route, boolean>;
  /** Whether there are routes that take fields, whole new rows, a body of one row, answer anything of one, write. */
  takes: boolean;
  takesNew: boolean;
  takesOne: boolean;
  answers: boolean;
  writes: boolean;
  /** Whether reading needs no token. */
  open: boolean;
  /** What a new row is made from. */
  createType: string;
  fields: FieldCode[];
  /** The fields that clients send, and those that they only read. */
  taken: FieldCode[];
  shown: FieldCode[];
  enums: FieldCode[];
  takenEnums: FieldCode[];
  shownEnums: FieldCode[];
  takenDecorators: string[];
  shownDecorators: string[];
  /** The rows that answers embed, and those whose columns lists know. */
  embeds: Relation[];
  through: readonly Relation[];
  sets: readonly SetRelation[];
  /** The files of other entities to import, each once. */
  otherDtos: Relation[];
  otherFilters: Relation[];
  /** What the entity's file needs of MikroORM and of the platform. */
  decorators: string[];
  platform: string[];
  /** The columns of each key, as literals. */
  keys: string[];
  searchable: string[];
  sortable: string[];
  /** The columns by which rows are upserted. */
  upsertKey?: string;
  /** What the controller needs of the platform. */
  http: string[];
  /** What the service needs of the platform. */
  service: string[];
}

export function templateData(entity: Entity): TemplateData {
  const { names, rights, routes, joint, parent } = entity;
  const owned = hasOwner(rights.access);
  const fields = entity.fields.map((field) => codeOf(field, names, joint?.includes(field.name)));
  const keys = keysOf(entity.fields, joint, owned);
  const upsertKey = upsertKeyOf(keys, entity.fields);
  const has = Object.fromEntries(
    ROUTES.map((route) => [route, routes.has(route) && (route !== 'upsert' || upsertKey !== undefined)]),
  ) as Record<Route, boolean>;
  const takes = takesFields(routes);
  const taken = fields.filter(({ readonly }) => takes && !readonly);
  const shown = fields.filter(({ readonly }) => !takes || readonly);
  const embeds = [...(owned ? [OWNER_RELATION] : []), ...entity.relations];
  const open = rights.access === 'public-read';
  const searchable = namesOf(fields.filter((field) => field.searchable));
  return {
    ...names,
    ...testCodeOf(takes ? taken : fields, keys, takes ? entity.sets : []),
    owned,
    parent,
    ...testRightsOf(entity),
    only: routes.size < ROUTES.length ? [...routes].map(quoted).join(', ') : '',
    policy: parent ? policyOfPart(parent, names) : policyOf(rights, names),
    has,
    takes,
    takesNew: has.create || has.bulk || has.upsert,
    takesOne: has.create || has.update,
    answers: [...routes].some((route) => route !== 'delete'),
    writes: [...routes].some((route) => route !== 'list' && route !== 'get'),
    open,
    createType: takes ? `Create${names.one}Dto` : `Partial<${names.one}>`,
    fields,
    taken,
    shown,
    enums: withValues(fields),
    takenEnums: withValues(taken),
    shownEnums: withValues(shown),
    takenDecorators: sorted(taken.map(({ check }) => check.decorator)),
    embeds,
    through: entity.relations,
    sets: entity.sets,
    otherDtos: once(
      [...embeds, ...entity.sets].filter(({ dto }) => dto !== `${names.one}Dto`),
      'dto',
    ),
    otherFilters: once(
      entity.relations.filter(({ filter }) => filter),
      'filter',
    ),
    shownDecorators: sorted([
      ...(embeds.length > 0 ? ['Embeds'] : []),
      ...(entity.sets.length > 0 ? ['EmbedsMany'] : []),
      'EntityDtoOf',
      ...shown.map(({ answer }) => answer.decorator),
    ]),
    decorators: sorted([
      'Entity',
      ...fields
        .filter(({ isReference, isSet }) => !isReference && !isSet)
        .map(({ column }) => column.decorator),
      ...(keys.length > 0 ? ['Unique'] : []),
    ]),
    platform: sorted([
      'BaseEntity',
      'Listed',
      'Policy',
      ...(keys.length > 0 ? ['LIVE'] : []),
      ...(entity.sets.length > 0 ? ['Many'] : []),
      ...(owned ? ['Reference'] : []),
      ...fields.filter(({ isReference }) => isReference).map(({ column }) => column.decorator),
      ...(searchable.length > 0 ? ['SearchIndex'] : []),
    ]),
    keys: keys.map((key) => key.map(quoted).join(', ')),
    searchable,
    sortable: namesOf(fields.filter((field) => field.sortable)),
    upsertKey: upsertKey?.map(quoted).join(', '),
    http: httpOf(has, open),
    service: serviceOf(has),
  };
}

/** Who sees and writes rows, as the test wants to know it: of a part, what holds for its parent. */
function testRightsOf({ rights, parent }: Entity): { access: string; writers: string } {
  const known = parent ? parent.rights : rights;
  return { access: known?.access ?? 'custom', writers: (known?.writers ?? []).map(quoted).join(', ') };
}

function httpOf(has: Record<Route, boolean>, open: boolean): string[] {
  const names: Record<Route, string[]> = {
    list: ['ListQuery', 'ListRoute'],
    get: ['GetRoute', 'IdParam'],
    create: ['CreateRoute'],
    update: ['IdParam', 'IfMatch', 'UpdateRoute', 'type Versions'],
    delete: ['DeleteRoute', 'IdParam', 'IfMatch', 'type Versions'],
    restore: ['IdParam', 'IfMatch', 'RestoreRoute', 'type Versions'],
    bulk: ['CreateManyRoute', 'DeleteManyRoute', 'Ids', 'Many'],
    upsert: ['Upsert', 'UpsertRoute'],
  };
  return importsOf(names, has, open && (has.list || has.get) ? ['Public'] : []);
}

function serviceOf(has: Record<Route, boolean>): string[] {
  const names: Record<Route, string[]> = {
    list: [],
    get: [],
    create: ['Writes'],
    update: ['type Versions', 'Writes'],
    delete: ['type Versions', 'Writes'],
    restore: ['type Versions', 'Writes'],
    bulk: ['type Created', 'type Deleted', 'Writes'],
    upsert: ['type Upserted', 'type UpsertOptions', 'Writes'],
  };
  return importsOf(names, has, ['BaseService']);
}

/** The names that the routes need, in the order of the alphabet. */
function importsOf(
  names: Record<Route, string[]>,
  has: Record<Route, boolean>,
  always: readonly string[],
): string[] {
  const needed = (Object.keys(names) as Route[])
    .filter((route) => has[route])
    .flatMap((route) => names[route]);
  const bare = (name: string): string => name.replace('type ', '').toLowerCase();
  return [...new Set([...always, ...needed])].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
}

/** Each of a name once. */
function once(relations: readonly Relation[], by: 'dto' | 'filter'): Relation[] {
  return relations.filter((one, i) => relations.findIndex((other) => other[by] === one[by]) === i);
}

function withValues(fields: FieldCode[]): FieldCode[] {
  return fields.filter((field) => field.enum);
}

function namesOf(fields: FieldCode[]): string[] {
  return fields.map(({ name }) => quoted(name));
}

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort();
}
