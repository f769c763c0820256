import { ValidationError } from '../../errors/errors.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Refuses a JSON text by its nesting and its number of object keys, in one pass over its bytes, before it is parsed.
 *
 * @throws ValidationError `too_deep` or `too_many_keys`
 */
export function refuseExcess(json: Uint8Array, maxDepth: number, maxKeys: number): void {
  let depth = 0;
  let keys = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) {
      i = endOfString(json, i);
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > maxDepth) {
        throw ValidationError.of(['body'], 'too_deep', `Nest at most ${maxDepth} levels`);
      }
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte === COLON && ++keys > maxKeys) {
      throw ValidationError.of(['body'], 'too_many_keys', `Send at most ${maxKeys} keys`);
    }
  }
}

/** The index of the quote that ends the string which begins at `start`. */
function endOfString(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== QUOTE) {
    i += json[i] === BACKSLASH ? 2 : 1;
  }
  return i;
}
