import { FIELD_TYPES, type Field, type FieldType } from './field.ts';
import { parseArguments } from './parse-arguments.ts';
import { parseDefault } from './parse-default.ts';
import { relationName } from './relations.ts';
import { checkSet, setName, setProperty } from './sets.ts';
import { RESERVED } from './reserved-words.ts';
import { ResourceError } from './resource-error.ts';
import { wordsOf } from './names.ts';

const SYNTAX =
  /^(?<name>[^:]+):\s*(?<type>[a-z]+)\s*(?:\((?<args>[^()]*)\))?(?<tail>[^=]*)(?:=(?<initial>.*?)(?<late>(?::(?:unique-global|unique|readonly|cascade|set-null)\s*)*))?$/;
const EXAMPLE = 'number:string:unique, total:decimal(12,2), due_on:date?, paid:boolean=false';

const MANAGED = new Set(['id', 'created_at', 'updated_at', 'deleted_at', 'version', 'owner_id', 'owner']);
const PARAMETERS = new Set('page size cursor search order_by deleted include_total include'.split(' '));

/** Columns that every table of PostgreSQL has already. */
const SYSTEM_COLUMNS = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** Types whose values the database compares as they are written. */
const CAN_BE_UNIQUE: FieldType[] = ['string', 'email', 'integer', 'bigint', 'date', 'uuid', 'ref'];

/** Columns of one index in PostgreSQL. */
const MAX_SEARCHED = 32;

/** PostgreSQL's limit for the entry of an index is 2704 bytes, and a character takes up to four. */
const MAX_UNIQUE_LENGTH = 500;

/**
 * Reads the fields of an entity: `name:type`, separated by commas; then `?` (may be null),
 * `:unique`, `:unique-global`, `:readonly`, `=default`; the words with a colon may stand behind the default, too.
 *
 * @param first fields that it has besides, before those
 * @throws ResourceError for the first field that cannot be, saying what to write instead
 */
export function parseFields(text: string, first: readonly Field[] = []): Field[] {
  const parts = splitFields(text);
  if (parts.length === 0) {
    throw new ResourceError(`An entity needs fields, for example --fields "${EXAMPLE}"`);
  }
  const fields = [...first, ...parts.map(parseField)];
  fields.forEach(({ name }, i) => {
    if (fields.findIndex((field) => field.name === name) < i) {
      throw new ResourceError(`There are two fields named ${name}. Rename one of them`);
    }
  });
  checkRelations(fields);
  checkSearch(fields);
  return fields;
}

/** The row that `customer_id` points to is called `customer`, the rows of `tag_ids` are `tags`. */
function checkRelations(fields: readonly Field[]): void {
  const seen = new Map<string, string>();
  for (const { name, type } of fields.filter((field) => field.table !== undefined)) {
    const relation = type === 'ref' ? relationName({ name }) : setName({ name });
    const what = type === 'ref' ? 'the row is called that' : 'the rows are called that';
    if (MANAGED.has(relation) || RESERVED.has(relation) || (type === 'many' && PARAMETERS.has(relation))) {
      throw new ResourceError(
        `${name}: the ${type === 'ref' ? 'row' : 'rows'} that it points to would be called ${relation}, which means something else. Use another name, such as ${relation}_row`,
      );
    }
    const other = fields.some((field) => field.name === relation) ? relation : seen.get(relation);
    if (other !== undefined) {
      throw new ResourceError(`${relation} is what ${what} ${name} points to. Rename ${name} or ${other}`);
    }
    seen.set(relation, name);
  }
}

function checkSearch(fields: readonly Field[]): void {
  const searched = fields.filter(({ type }) => ['string', 'text', 'email'].includes(type));
  if (searched.length > MAX_SEARCHED) {
    throw new ResourceError(
      `${searched.length} fields of text: PostgreSQL's index for searches holds ${MAX_SEARCHED} columns. Move some to an entity of their own, or to one json field`,
    );
  }
}

/** Splits at commas; those in the parentheses of a type do not count. */
function splitFields(text: string): string[] {
  return text
    .split(/((?:[^,(=]|\([^)]*(?:\)|$))*(?:=[^,]*)?),?/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Reads one field, see `parseFields`. */
export function parseField(text: string): Field {
  const parts = SYNTAX.exec(text.trim())?.groups;
  if (!parts) {
    throw new ResourceError(
      `"${text}" is not a field. Write name:type, as in ${EXAMPLE}. Types: ${FIELD_TYPES.join(', ')}`,
    );
  }
  const type = parts.type as FieldType;
  if (!FIELD_TYPES.includes(type)) {
    throw new ResourceError(`${parts.type} is not a type. Types: ${FIELD_TYPES.join(', ')}`);
  }
  const field: Field = {
    name: fieldName(parts.name!, type),
    type,
    ...parseTail(parts.tail! + (parts.late ?? ''), text),
    ...parseArguments(type, parts.args),
  };
  checkSet(field, parts.initial);
  if (parts.initial !== undefined) {
    field.default = parseDefault(field, parts.initial.trim());
  }
  checkUnique(field);
  checkReadonly(field);
  checkOnDelete(field);
  return field;
}

/** A reference is named after what it holds: `customer` becomes `customer_id`, and `tags` become `tag_ids`. */
function fieldName(text: string, type: FieldType): string {
  if (text.trim().includes('__')) {
    throw new ResourceError(`"${text}" has two underscores in a row, which mark filters. Use one`);
  }
  const words = wordsOf(text).join('_');
  const name =
    type === 'many' ? setProperty(words) : type === 'ref' && !words.endsWith('_id') ? `${words}_id` : words;
  if (MANAGED.has(name)) {
    throw new ResourceError(
      `${name} is filled in by the application, or means the owner of a row. Leave it out, or use another name`,
    );
  }
  if (PARAMETERS.has(name)) {
    throw new ResourceError(
      `${name} is a parameter of every list, so no field can be filtered by that name. Use another one, such as ${name}_value`,
    );
  }
  if (SYSTEM_COLUMNS.has(name)) {
    throw new ResourceError(
      `${name} is a column that PostgreSQL gives every table. Use another name, such as ${name}_value`,
    );
  }
  if (RESERVED.has(name)) {
    throw new ResourceError(`${name} is a word of TypeScript. Use another name, such as ${name}_value`);
  }
  return name;
}

/** What can stand behind a type, in any order. */
const SUFFIXES = ['?', ':unique', ':unique-global', ':readonly', ':cascade', ':set-null'];

function parseTail(tail: string, text: string): Pick<Field, 'nullable' | 'unique' | 'readonly' | 'onDelete'> {
  const suffixes: string[] = tail.replaceAll(/\s/g, '').match(/\?|:[^:?]*|[^:?]+/g) ?? [];
  const unknown = suffixes.find((suffix, i) => !SUFFIXES.includes(suffix) || suffixes.indexOf(suffix) < i);
  const has = (...names: string[]): boolean => names.every((name) => suffixes.includes(name));
  if (unknown !== undefined || has(':unique', ':unique-global') || has(':cascade', ':set-null')) {
    throw new ResourceError(
      `"${text}": after the type come ? (may be null), :unique or :unique-global, :readonly, behind a ref :cascade or :set-null, and =default, each once. Example: code:string(8)?:unique`,
    );
  }
  return {
    nullable: has('?'),
    unique: has(':unique-global') ? 'global' : has(':unique') && 'per-owner',
    readonly: has(':readonly'),
    ...(has(':cascade') && { onDelete: 'cascade' }),
    ...(has(':set-null') && { onDelete: 'set null' }),
  };
}

/** No client sends it, so a new row must be able to do without. */
function checkReadonly({ name, nullable, readonly, type, default: initial }: Field): void {
  if (readonly && !nullable && initial === undefined && type !== 'many') {
    throw new ResourceError(
      `${name} is readonly, so no client gives a new row its value. Let it be null (${name}:${type}?:readonly), or give it a default`,
    );
  }
}

function checkOnDelete({ name, type, nullable, onDelete }: Field): void {
  if (onDelete && type !== 'ref') {
    throw new ResourceError(`${name} is a ${type}: :cascade and :set-null stand behind a ref`);
  }
  if (onDelete === 'set null' && !nullable) {
    throw new ResourceError(`${name} cannot be set to null. Let it be null: ref(…)?:set-null`);
  }
}

function checkUnique({ name, type, unique, length = 0, default: initial }: Field): void {
  if (!unique) {
    return;
  }
  if (!CAN_BE_UNIQUE.includes(type)) {
    throw new ResourceError(
      `${name} is a ${type}, which cannot be unique. These can: ${CAN_BE_UNIQUE.join(', ')}`,
    );
  }
  if (length > MAX_UNIQUE_LENGTH) {
    throw new ResourceError(`${name} is too long to be unique. Use string(${MAX_UNIQUE_LENGTH}) or less`);
  }
  if (initial !== undefined) {
    throw new ResourceError(
      `${name} is unique: only one row could have its default. Leave one of the two out`,
    );
  }
}
