import { TIMESTAMP } from '../list/values.js';
import type { ColumnKind } from './column-kinds.js';
import type { Columns } from './entity-table.js';

/** How a value is written in one way only, for kinds that know several: `1.50` is `1.5`, a UUID may be in capitals. */
const CANONICAL: Partial<Record<ColumnKind, (value: string) => unknown>> = {
  uuid: (value) => value.toLowerCase(),
  bigint: (value) => BigInt(value).toString(),
  decimal: canonicalDecimal,
  datetime: (value) => TIMESTAMP.parse(value),
};

/** Reads the key of a row as one text. */
export type KeyReader = (row: object) => string;

/**
 * The values of a key as one text, the same for two rows if and only if the database holds them equal. It is also the
 * order in which rows are written, so that parallel writers lock them in the same order.
 */
export function keyReader(key: readonly string[], columns: Columns): KeyReader {
  const parts = key.map((name) => ({ name, canonical: CANONICAL[columns.get(name)!.kind] }));
  return (row) =>
    JSON.stringify(
      parts.map(({ name, canonical }) => {
        const value = (row as Record<string, unknown>)[name];
        const text = value instanceof Date ? value.toISOString() : value;
        return typeof text === 'string' ? (canonical?.(text) ?? text) : (text ?? null);
      }),
    );
}

function canonicalDecimal(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = fraction.replace(/0+$/, '');
  return whole.replace(/^(-?)0+(?=\d)/, '$1') + (digits && `.${digits}`);
}
