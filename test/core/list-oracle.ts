import type { Operator } from '../../src/platform/core/list/filter.js';
import type { Deleted, SortKey } from '../../src/platform/core/list/list-query.js';
import type { ProbeGadget } from './gadget.js';

/** A list request as a client thinks of it. */
export interface Wish {
  conditions: { field: keyof ProbeGadget & string; operator: Operator; values: string[] }[];
  search: string;
  deleted: Deleted;
  order: SortKey[];
}

type Value = string | number | bigint;

/** The order of texts in the database, which depends on its collation. */
export type TextOrder = ReadonlyMap<string, number>;

/** The rows of a list, computed in memory by the words of the contract. */
export function expectedRows(rows: readonly ProbeGadget[], wish: Wish, texts: TextOrder): ProbeGadget[] {
  return rows
    .filter((row) => wish.deleted === 'include' || (row.deleted_at !== null) === (wish.deleted === 'only'))
    .filter((row) => wish.conditions.every((condition) => meets(row, condition)))
    .filter(
      (row) =>
        wish.search === '' || [row.code, row.note].some((text) => text !== null && has(text, wish.search)),
    )
    .sort((a, b) => compareRows(a, b, wish.order, texts));
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function meets(row: ProbeGadget, { field, operator, values }: Wish['conditions'][number]): boolean {
  const raw = row[field] as unknown;
  if (operator === 'isnull') {
    return (raw === null) === (values[0] === 'true');
  }
  if (raw === null) {
    return operator === 'not';
  }
  const stored = comparable(field, raw);
  const given = values.map((value) => comparable(field, value));
  const first = given[0]!;
  switch (operator) {
    case 'eq':
      return stored === first;
    case 'neq':
    case 'not':
      return stored !== first;
    case 'in':
      return given.includes(stored);
    case 'not_in':
      return !given.includes(stored);
    case 'all':
      throw new Error('Gadgets have no sets');
    case 'gt':
      return stored > first;
    case 'gte':
      return stored >= first;
    case 'lt':
      return stored < first;
    case 'lte':
      return stored <= first;
    case 'like':
      return (raw as string).includes(values[0]!);
    case 'ilike':
      return has(raw as string, values[0]!);
  }
}

/** A value that JavaScript compares as the database does, texts aside. */
function comparable(field: keyof ProbeGadget, value: unknown): Value {
  switch (field) {
    case 'quantity':
    case 'rank':
    case 'price':
      return Number(value);
    case 'serial':
      return BigInt(value as string);
    case 'due_at':
    case 'created_at':
      return new Date(value as string).getTime();
    default:
      return String(value);
  }
}

function compareRows(a: ProbeGadget, b: ProbeGadget, order: SortKey[], texts: TextOrder): number {
  for (const { field, descending } of [...order, { field: 'id', descending: order.at(-1)!.descending }]) {
    const [left, right] = [a, b].map((row) => sortable(row, field as keyof ProbeGadget, texts));
    if (left === right) {
      continue;
    }
    if (left === null || right === null) {
      return left === null ? 1 : -1;
    }
    return left! < right! === descending ? 1 : -1;
  }
  return 0;
}

function sortable(row: ProbeGadget, field: keyof ProbeGadget, texts: TextOrder): Value | null {
  const value = row[field] as unknown;
  if (value === null) {
    return null;
  }
  return field === 'code' || field === 'note' ? texts.get(value as string)! : comparable(field, value);
}
