/**
 * Every `type` of a field error that the application itself gives, and what it tells. docs/errors.md is made from this
 * table. Rules that a DTO has beyond these give their own names, see `RuleName`.
 */
export const FIELD_ERROR_TYPES = {
  bigint: 'Not an integer of 64 bits; send it as text, so that no digit is lost.',
  boolean: 'Neither `true` nor `false`.',
  characters: 'The text holds a NUL character or a lone surrogate.',
  common_password: 'The password is, or holds, one of those that guessers try first.',
  conflict: 'The parameter does not go with another one of the request: `cursor` with `page`.',
  current_password: 'Not the current password.',
  cursor: 'The cursor is malformed, or belongs to another sort or other filters than this request has.',
  date: 'Not a day such as `2025-01-31`.',
  date_time: 'Not an ISO 8601 time such as `2025-01-31T12:00:00Z`.',
  decimal: 'Not a decimal number, or one with too many digits before or after the point.',
  duplicate: 'The same value twice where it may come once: in a batch, a set of ids, `order_by`, `include`.',
  float: 'Not a number.',
  email: 'Not an e-mail address.',
  enum: 'Not one of the values that the document lists.',
  etag: 'The header is not a list of entity tags such as `"3"`, nor `*`.',
  foreign_key: 'What the field refers to does not exist.',
  idempotency_key: 'Not 1 to 255 printable ASCII characters.',
  integer: 'Not a whole number, or one that is out of range.',
  invalid: 'The value breaks a rule of the database.',
  items: 'An element of the list is not of the kind that the document names.',
  json: 'Not a JSON value that can be stored.',
  list: 'Not a list; in a query string, not 1 to 100 values separated by commas.',
  max: 'The number is greater than the greatest one allowed.',
  max_items: 'The list has too many elements.',
  max_length: 'The text has too many characters (Unicode code points).',
  min: 'The number is less than the least one allowed.',
  min_items: 'The list has too few elements.',
  min_length: 'The text has too few characters (Unicode code points).',
  missing: 'The field is required.',
  multiple: 'The parameter was given more than once.',
  null: 'The field cannot be null.',
  number: 'Not a number, or one that would lose digits: send it as text.',
  object: 'Not a JSON object.',
  password_is_email: 'The password is the e-mail of the account.',
  string: 'Not text, or text that cannot be stored.',
  token: 'The token of a mail is unknown, used or expired.',
  too_deep: 'The body is nested too deeply.',
  too_many_keys: 'The body has too many keys and elements of lists.',
  truncated: 'There are more errors than these; `msg` says how many.',
  unique: 'Another row has this value already.',
  unknown: 'There is no such field or parameter. Look for a typing error.',
  uuid: 'Not a UUID.',
  weak_password: 'The password is easy to guess; `msg` tells what makes it so.',
} as const;

export type FieldErrorType = keyof typeof FIELD_ERROR_TYPES;

/** The name of a rule that the table does not have, in lower snake case: `is_credit_card`. */
export type RuleName = string & { readonly ruleName: true };

/** @param name as class-validator has it: `isCreditCard` */
export function ruleName(name: string): RuleName {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  return words.replace(/^_+|_+$/g, '').toLowerCase() as RuleName;
}
