/** The operator class of an index that finds parts of a text. */
export const TRIGRAMS = 'gin_trgm_ops';

/** What PostgreSQL says if the extension is not installed, may not be created, or lives in a schema out of reach. */
const WITHOUT_EXTENSION = [
  'undefined_file',
  'feature_not_supported',
  'insufficient_privilege',
  'undefined_object',
];

/** Wraps the statement that makes a trigram index: where there is no `pg_trgm`, it warns, and the rest goes on. */
export function withTrigrams(name: string, statement: string): string {
  return (
    `do $$ begin create extension if not exists pg_trgm;` +
    ` ${statement};` +
    ` exception when ${WITHOUT_EXTENSION.join(' or ')} then` +
    ` raise warning 'Made no index ${name}, so searches are slow: %', sqlerrm; end $$`
  );
}
