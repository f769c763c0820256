import { closestName } from './closest-name.js';
import { type Environment, environment } from './load-config.js';

/**
 * A warning for each key of the environment that looks like one of ours and is none: nothing would tell otherwise that
 * `DATABSE_URL` or `RATE_LIMIT` changes nothing.
 *
 * @param known the keys that there are
 * @param env the environment; names that are not in capitals and those of PostgreSQL's own clients (`PGHOST`) are none of ours
 */
export function unknownKeys(known: readonly string[], env: Environment = environment()): string[] {
  return Object.keys(env).flatMap((key) => {
    const meant =
      known.includes(key) || !/^(?!PG)[A-Z][A-Z0-9_]*$/.test(key) ? undefined : likely(key, known);
    return meant ? [`${key} is no setting and changes nothing; did you mean ${meant}?`] : [];
  });
}

/** A key that is written almost so, or begins with the same two words. */
function likely(key: string, known: readonly string[]): string | undefined {
  const words = beginning(key);
  const related = words ? known.filter((candidate) => beginning(candidate) === words) : [];
  return closestName(key, known) ?? related.sort((a, b) => a.length - b.length)[0];
}

function beginning(key: string): string | undefined {
  return /^[A-Z0-9]+_[A-Z0-9]+/.exec(key)?.[0];
}
