import { ValidationError } from '../../errors/errors.js';
import { isRounded } from './lossy-numbers.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;
const MINUS = 0x2d;

/** Every number of as many digits and no exponent comes back as it was sent. */
const SAFE_DIGITS = 15;

/**
 * Refuses a JSON text by its nesting and its number of parts – keys of objects and elements of lists – in one pass over
 * its bytes, before it is parsed.
 *
 * @returns whether a number in it would be rounded by `JSON.parse`
 * @throws ValidationError `too_deep` or `too_many_keys`
 */
export function scanJson(json: Buffer, maxDepth: number, maxParts: number): boolean {
  /** By depth, whether it is a list. */
  const lists = new Uint8Array(maxDepth + 1);
  let depth = 0;
  let parts = 0;
  let rounded = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]!;
    if (byte === QUOTE) {
      i = endOfString(json, i);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (++depth > maxDepth) {
        throw ValidationError.of(['body'], 'too_deep', `Nest at most ${maxDepth} levels`);
      }
      lists[depth] = byte === OPEN_LIST ? 1 : 0;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth = Math.max(0, depth - 1);
    } else if (byte === COLON || (byte === COMMA && lists[depth] === 1)) {
      // A list has one element more than commas: it counts as the key or element which the list itself is.
      if (++parts > maxParts) {
        throw ValidationError.of(['body'], 'too_many_keys', `Send at most ${maxParts} keys and elements`);
      }
    } else if (byte === MINUS || isDigit(byte)) {
      const end = endOfNumber(json, i);
      rounded ||= mayRound(json, i, end) && isRounded(json.toString('latin1', i, end));
      i = end - 1;
    }
  }
  return rounded;
}

/** The index of the quote that ends the string which begins at `start`. */
function endOfString(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== QUOTE) {
    i += json[i] === BACKSLASH ? 2 : 1;
  }
  return i;
}

/** The index after the last byte of the number which begins at `start`. */
function endOfNumber(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && (isDigit(json[i]!) || isSign(json[i]!))) {
    i++;
  }
  return i;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** What a number has besides digits: `+ - . E e`. */
function isSign(byte: number): boolean {
  return byte === 0x2e || byte === 0x65 || byte === 0x45 || byte === MINUS || byte === 0x2b;
}

/** Whether a number is long, or has an exponent: no other is ever rounded. */
function mayRound(json: Uint8Array, start: number, end: number): boolean {
  if (end - start > SAFE_DIGITS) {
    return true;
  }
  for (let i = start; i < end; i++) {
    if (json[i] === 0x65 || json[i] === 0x45) {
      return true;
    }
  }
  return false;
}
