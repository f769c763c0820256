import type { MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core';

/** What zxcvbn makes of a text. */
export type Estimate = (text: string) => Pick<ReturnType<ZxcvbnFactory['check']>, 'guesses' | 'sequence'>;

/** What lies before the first letter, what lies between, and what lies behind the last one. */
const LETTERS_WITHIN = /^(\P{L}*)(.*?)(\P{L}*)$/su;

/** Figures in a row, or anything else in a row: what is put around a word comes in such runs. */
const RUNS = /\p{N}+|[^\p{N}]+/gu;

/**
 * How many tries a word with figures and signs around it takes: `Summer2024!`, `Strata-2024!`. To zxcvbn each further part
 * costs a guesser 10⁴ tries more, and a year with a sign is any five characters; but who tries a word tries years and signs
 * around it first.
 *
 * @returns infinity for any other text: where more than one part has letters, unless all of these are known of the account
 */
export function triesOfAdornedWord(text: string, estimate: Estimate): number {
  const [, before = '', within = '', after = ''] = LETTERS_WITHIN.exec(text)!;
  return Math.min(
    triesOfWord(estimate(text).sequence, estimate),
    triesAround(before, estimate) *
      triesOfWord(estimate(within).sequence, estimate) *
      triesAround(after, estimate),
  );
}

function triesOfWord(parts: readonly MatchExtended[], estimate: Estimate): number {
  const words = parts.filter(({ token }) => /\p{L}/u.test(token));
  const isOne = words.length === 1 && words[0]!.pattern !== 'bruteforce';
  if (!isOne && (words.length === 0 || !words.every(isKnown))) {
    return Infinity;
  }
  return product(
    parts.map((part) => (words.includes(part) ? Number(part.guesses) : triesAround(part.token, estimate))),
  );
}

function triesAround(text: string, estimate: Estimate): number {
  return product((text.match(RUNS) ?? []).map((run) => estimate(run).guesses));
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all * number, 1);
}

/** Whether a part is made of what is known of the account. */
export function isKnown(part: MatchExtended): boolean {
  return part.pattern === 'dictionary' && part.dictionaryName === 'userInputs';
}
