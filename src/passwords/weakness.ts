import type { MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { FieldErrorType } from '../platform/errors/field-error-types.js';

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
  for (const end of new Set(ends)) {
    const { guesses } = zxcvbn.check(end, inputs);
    if (guesses > MIN_GUESSES) {
      return undefined;
    }
  }
  return describe(zxcvbn.check(ends[0]!, inputs).sequence);
}

/** A text, its words, and all of them in one. */
function partsOf(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u);
  return [text, words.join(''), ...words].filter(({ length }) => length > 2);
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

/** Blames the part that takes most of the password. */
function describe(parts: readonly MatchExtended[]): Weakness {
  const [worst] = parts
    .filter(({ pattern }) => pattern !== 'bruteforce')
    .sort((a, b) => b.token.length - a.token.length);
  if (worst?.pattern === 'dictionary' && worst.dictionaryName !== 'userInputs') {
    return { type: 'common_password', msg: `This password is too common; ${ADVICE}` };
  }
  const reason =
    worst?.pattern === 'dictionary'
      ? 'it is made of your e-mail, your name or the name of this application'
      : ((worst && REASONS[worst.pattern]) ?? 'it is too short for characters that are so alike');
  return { type: 'weak_password', msg: `This password is easy to guess: ${reason}; ${ADVICE}` };
}

const ADVICE = 'choose several words that have nothing to do with each other';
