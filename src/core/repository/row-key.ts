import { TIMESTAMP } from '../list/values.js';
import type { Column, ColumnKind } from './columns.js';
import type { Columns } from './list-sql.js';

/** How a value is written in one way only, for kinds that know several: `1.50` is `1.5`, a UUID may be in capitals. */
const CANONICAL: Partial<Record<ColumnKind, (value: string) => unknown>> = {
  uuid: (value) => value.toLowerCase(),
  bigint: (value) => BigInt(value).toString(),
  decimal: canonicalDecimal,
  datetime: (value) => TIMESTAMP.parse(value),
};

/**
 * The values of a key as one text, the same for two rows if and only if the database holds them equal. It is also the
 * order in which rows are written, so that parallel writers lock them in the same order.
 */
export function rowKey(row: object, key: readonly string[], columns: Columns): string {
  return JSON.stringify(
    key.map((name) => canonical(columns.get(name)!, (row as Record<string, unknown>)[name])),
  );
}

function canonical({ kind }: Column, value: unknown): unknown {
  const text = value instanceof Date ? value.toISOString() : value;
  return typeof text === 'string' ? (CANONICAL[kind]?.(text) ?? text) : (text ?? null);
}

function canonicalDecimal(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = fraction.replace(/0+$/, '');
  return whole.replace(/^(-?)0+(?=\d)/, '$1') + (digits && `.${digits}`);
}
