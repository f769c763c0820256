import type { MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { FieldErrorType } from '../platform/errors/field-error-types.js';
import { isKnown, triesOfAdornedWord } from './adorned-word.js';

/** A password that is guessed within so many tries is refused (CONTRACT §5 asks for 10⁷). */
const MIN_GUESSES = 1e7;

/** As many characters of each end are looked at: enough to tell, and what they cost is bounded. */
const LOOKED_AT = 24;

/** Characters that nobody sees or types: they make no password longer. */
const INVISIBLE = /\p{Cf}/gu;

/** What makes a password easy to guess. */
export interface Weakness {
  type: Extract<FieldErrorType, 'common_password' | 'weak_password'>;
  msg: string;
}

/**
 * What makes a password easy to guess; undefined if nothing does. A password is as strong as the better one of its ends.
 *
 * @param known what a guesser knows of the account: e-mail, name, the application's name
 */
export async function weaknessOf(password: string, known: readonly string[]): Promise<Weakness | undefined> {
  const zxcvbn = await estimator();
  const visible = [...password.replace(INVISIBLE, '')];
  const ends = [visible.slice(0, LOOKED_AT), visible.slice(-LOOKED_AT)].map((end) => end.join(''));
  const inputs = known.flatMap(partsOf);
  const estimate = (text: string) => zxcvbn.check(text, inputs);
  for (const end of new Set(ends)) {
    const tries = Math.min(estimate(end).guesses, triesOfAdornedWord(end, estimate));
    if (tries > MIN_GUESSES) {
      return undefined;
    }
  }
  return describe(estimate(ends[0]!).sequence);
}

/** A text, its words, and all of them in one; of an e-mail address what is before the @ as well. */
function partsOf(text: string): string[] {
  const [localPart = ''] = text.split('@');
  const words = text.split(/[^\p{L}\p{N}]+/u);
  const inOne = [text, localPart].flatMap((whole) => [whole, whole.replace(/[^\p{L}\p{N}]+/gu, '')]);
  return [...new Set([...inOne, ...words])].filter(({ length }) => length > 2);
}

let made: Promise<ZxcvbnFactory> | undefined;

/**
 * The estimator of the zxcvbn-ts project, with its list of passwords from leaks. They take 20 MB of memory, so they are
 * loaded when somebody chooses a password, not before.
 */
function estimator(): Promise<ZxcvbnFactory> {
  return (made ??= makeEstimator());
}

async function makeEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}

const REASONS: Partial<Record<MatchExtended['pattern'], string>> = {
  repeat: 'it repeats characters',
  sequence: 'it follows a sequence, such as abc or 321',
  spatial: 'its keys lie side by side on the keyboard',
  date: 'it is a date',
  regex: 'it is a year',
};

/** Blames what is known of the account, or else the part that takes most of the password. */
function describe(parts: readonly MatchExtended[]): Weakness {
  const worst =
    parts.find(isKnown) ??
    parts
      .filter(({ pattern }) => pattern !== 'bruteforce')
      .sort((a, b) => b.token.length - a.token.length)[0];
  if (worst?.pattern === 'dictionary' && !isKnown(worst)) {
    const what = parts.length > 1 ? ': a known word with a few characters around it' : '';
    return { type: 'common_password', msg: `This password is too common${what}; ${ADVICE}` };
  }
  const reason =
    worst?.pattern === 'dictionary'
      ? 'it is made of your e-mail, your name or the name of this application'
      : ((worst && REASONS[worst.pattern]) ?? 'it is too short for characters that are so alike');
  return { type: 'weak_password', msg: `This password is easy to guess: ${reason}; ${ADVICE}` };
}

const ADVICE = 'choose several words that have nothing to do with each other';
