import { dictionary } from '@zxcvbn-ts/language-common';

/** Shorter ones are refused for their length. */
const MIN_LENGTH = 8;

/** The passwords that guessers try first, from leaked lists; kept up to date by the zxcvbn-ts project. */
const COMMON: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].filter(({ length }) => length >= MIN_LENGTH),
);

/** Whether a password is a common one. @param plain in lower case */
export function isCommonPassword(plain: string): boolean {
  return COMMON.has(plain);
}
