import type { Field } from './field.ts';
import { codeOf, type FieldCode, quoted } from './field-code.ts';
import type { Names } from './names.ts';

/** All that the templates ask for. */
export interface TemplateData extends Names {
  owned: boolean;
  fields: FieldCode[];
  enums: FieldCode[];
  references: boolean;
  /** Fields by which lists are narrowed to the rows of one other row; each gets an index in the usual order. */
  indexed: string[];
  entityDecorators: string[];
  fieldDecorators: string[];
  /** Names of fields as literals. */
  unique: string[];
  searchable: string[];
  sortable: string[];
  /** How rows are upserted: by the first unique field that every row has. */
  upsert?: { key: string; update: string[] };
  /** The function that makes rows for tests, and what a test changes in one. */
  create: string;
  change: string;
}

export function templateData(names: Names, parsed: readonly Field[], owned: boolean): TemplateData {
  const fields = parsed.map((field) => codeOf(field, names));
  const uniques = fields.filter(({ unique }) => unique);
  const indexed = indexedOf(fields, owned);
  return {
    ...names,
    owned,
    fields,
    enums: fields.filter((field) => field.enum),
    references: owned || fields.some(({ column }) => column.decorator === 'Reference'),
    indexed,
    entityDecorators: sorted([
      'Entity',
      ...(indexed.length > 0 ? ['Index'] : []),
      ...fields.map(({ column }) => column.decorator).filter((decorator) => decorator !== 'Reference'),
      ...(uniques.length > 0 ? ['Unique'] : []),
    ]),
    fieldDecorators: sorted(fields.map(({ check }) => check.decorator)),
    unique: namesOf(uniques),
    searchable: namesOf(fields.filter(({ searchable }) => searchable)),
    sortable: namesOf(fields.filter(({ sortable }) => sortable)),
    upsert: upsertOf(fields),
    create: rowFunction(fields),
    change: changeOf(fields),
  };
}

/** A unique key begins with the owner, so that its index finds an owner's rows too. */
function indexedOf(fields: FieldCode[], owned: boolean): string[] {
  const references = fields.filter(({ column, unique }) => column.decorator === 'Reference' && !unique);
  const byOwner = owned && !fields.some(({ unique }) => unique);
  return [...namesOf(references), ...(byOwner ? [quoted('owner_id')] : [])];
}

function upsertOf(fields: FieldCode[]): TemplateData['upsert'] {
  const key = fields.find(({ unique, nullable }) => unique && !nullable);
  const rest = fields.filter((field) => field !== key);
  return key && rest.length > 0 ? { key: key.name, update: namesOf(rest) } : undefined;
}

/** A change of all that differs from row to row anyway; of references or unique fields only if there is nothing else. */
function changeOf(fields: FieldCode[]): string {
  const plain = fields.filter(
    ({ sample, changed, unique }) => sample !== changed && !unique && !sample.includes('await'),
  );
  if (plain.length > 0) {
    return `{ ${plain.map(({ name, changed }) => `${name}: ${changed}`).join(', ')} }`;
  }
  const references = fields.filter(({ sample, unique }) => sample.includes('await') && !unique);
  return rowFunction(references.length > 0 ? references : fields.slice(0, 1));
}

/** The function that makes the `n`-th row of a test. */
function rowFunction(fields: FieldCode[]): string {
  const row = `({ ${fields.map(({ name, sample }) => `${name}: ${sample}`).join(', ')} })`;
  const counts = fields.some(({ sample }) => !sample.startsWith("'") && /\bn\b/.test(sample));
  if (row.includes('await')) {
    return `async (${counts ? 'n' : '_n'}, idOf) => ${row}`;
  }
  return `(${counts ? 'n' : ''}) => ${row}`;
}

function namesOf(fields: FieldCode[]): string[] {
  return fields.map(({ name }) => quoted(name));
}

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort();
}
