import { quoted } from './code.ts';
import type { FieldCode } from './field-code.ts';
import { type Key, OWNER } from './keys.ts';
import type { SetRelation } from './relations.ts';

/** What the generated test says. */
export interface TestCode {
  /** The fields of each key, as a literal. */
  unique: string[];
  /** The function that makes rows, and what a test changes in one. */
  create: string;
  change: string;
  /** The sets that clients give, as a literal; empty if there are none. */
  givenSets: string;
}

/** @param taken the fields that a new row is made from */
export function testCodeOf(taken: FieldCode[], keys: readonly Key[], sets: readonly SetRelation[]): TestCode {
  const given = (name: string): boolean => name === OWNER || taken.some((field) => field.name === name);
  return {
    unique: keys.filter((key) => key.every(given)).map(literalOf),
    create: rowFunction(taken),
    change: changeOf(taken, keys),
    givenSets: sets
      .filter(({ property }) => given(property))
      .map(({ name, property }) => `${name}: ${quoted(property)}`)
      .join(', '),
  };
}

function literalOf(key: Key): string {
  const names = key.filter((name) => name !== OWNER).map(quoted);
  return names.length === 1 ? names[0]! : `[${names.join(', ')}]`;
}

/** A change of all that differs from row to row anyway; of references or keys only if there is nothing else. */
function changeOf(fields: FieldCode[], keys: readonly Key[]): string {
  const isKeyed = ({ name }: FieldCode): boolean => keys.some((key) => key.includes(name));
  const plain = fields.filter(
    (field) => field.sample !== field.changed && !isKeyed(field) && !field.isReference && !field.isSet,
  );
  if (plain.length > 0) {
    return `{ ${plain.map(({ name, changed }) => `${name}: ${changed}`).join(', ')} }`;
  }
  const references = fields.filter((field) => (field.isReference || field.isSet) && !isKeyed(field));
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
