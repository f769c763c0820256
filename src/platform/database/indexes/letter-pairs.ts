/** Gives the pairs of letters that follow each other in a text, and each letter that is not of ASCII. */
const PAIRS = 'letter_pairs';

/** What is put between pairs, to take them apart again; no search asks for it. */
const BETWEEN = 'chr(1)';

/** Made of nothing but functions of PostgreSQL, and inlined; `chr(92)` is a backslash, which each layer would escape its way. */
const BODY = `
  select string_to_array(regexp_replace(lower(given), '(..)', chr(92) || '1' || ${BETWEEN}, 'g'), ${BETWEEN})
    || string_to_array(regexp_replace(substr(lower(given), 2), '(..)', chr(92) || '1' || ${BETWEEN}, 'g'), ${BETWEEN})
    || string_to_array(regexp_replace(lower(given), '[ -~]+', '', 'g'), null)`;

/** More would narrow nothing down. */
const MOST = 4;

/** The statement that makes an index of pairs, and before it the function, if there is none yet. */
export function pairsIndex(name: string, table: string, columns: readonly string[], where: string): string {
  const keys = columns.map((column) => pairsOf(`"${column}"`)).join(', ');
  return (
    `do $$ begin if to_regprocedure('${PAIRS}(text)') is null then` +
    ` create function ${PAIRS}(given text) returns text[] language sql immutable parallel safe` +
    ` as $body$ ${BODY.replaceAll(/\s+/g, ' ').trim()} $body$; end if;` +
    ` create index "${name}" on "${table}" using gin (${keys}) where ${where}; end $$`
  );
}

/** The pairs of a text, in SQL. */
export function pairsOf(sql: string): string {
  return `${PAIRS}(${sql})`;
}

/** Whether a statement asks for the pairs of a text. */
export function asksForPairs(statement: string): boolean {
  return statement.includes(`${PAIRS}(`);
}

/**
 * What a text must have in its pairs to hold another one that is too short for trigrams: fewer than three letters or digits
 * in a row.
 *
 * @returns nothing if trigrams find it, or if it is one letter of ASCII, which most texts have
 */
export function pairsToFind(text: string): string[] {
  if (/[\p{L}\p{N}]{3}/u.test(text) || /\p{Cc}/u.test(text)) {
    return [];
  }
  const letters = Array.from(text);
  const pairs = letters.slice(1).map((letter, i) => letters[i]! + letter);
  return pairs.length > 0 ? pairs.slice(0, MOST) : letters.filter((letter) => letter > '~');
}
