import { closestName } from '../config/closest-name.js';

/** Unknown names of one request beyond these are told without a suggestion: to look for one has its price. */
export const MAX_SUGGESTIONS = 100;

/** `Unknown field; did you mean quantity?` – without the question where no known name is close. */
export function unknownName(what: 'field' | 'parameter', name: string, known: Iterable<string>): string {
  const closest = closestName(name, known);
  return closest === undefined ? `Unknown ${what}` : `Unknown ${what}; did you mean ${closest}?`;
}
