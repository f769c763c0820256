import { IsEmail, isEmail } from 'class-validator';
import { canonicalEmail } from '../../../config/canonical-email.js';
import type { Rule } from '../rule.js';
import { fieldDecorator, type FieldOptions } from './field.js';
import { isText } from './text.js';

const MAX_LENGTH = 254;

/** Control, format and white-space characters, and the quotes of a quoted local part. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Z}\s"]/u;

/**
 * An e-mail address in its one form, see `canonicalEmail`.
 *
 * @returns undefined if the text is no address
 */
export function cleanEmail(text: string): string | undefined {
  if (UNFIT.test(text) || !isEmail(text)) {
    return undefined;
  }
  const email = canonicalEmail(text);
  return email.length <= MAX_LENGTH && isEmail(email) ? email : undefined;
}

/** An e-mail address; in lower case from here on, its domain in ASCII. */
export function EmailField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'email',
    msg: 'Expected an e-mail address',
    test: (value) => isEmail(value),
    by: (validation) => IsEmail({}, validation),
  };
  const fit: Rule = {
    type: 'email',
    msg: `Expected an e-mail address of at most ${MAX_LENGTH} characters, without quotes, spaces or invisible characters`,
    test: (value) => typeof value === 'string' && cleanEmail(value) !== undefined,
  };
  const schema = { type: 'string', format: 'email', maxLength: MAX_LENGTH } as const;
  return fieldDecorator([isText(), rule, fit], options, schema, {
    clean: (value) => cleanEmail(value as string),
  });
}
