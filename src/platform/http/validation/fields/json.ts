import { isStorable } from '../../../core/list/values.js';
import type { Rule } from '../rule.js';
import { fieldDecorator, type FieldOptions } from './field.js';

/** Any JSON value: an object, a list, a text, a number or a boolean, kept exactly as it came. */
export function JsonField(options: FieldOptions<unknown> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'json',
    msg: 'Expected a JSON value without NUL characters and lone surrogates',
    test: (value) => value !== undefined && value !== null && isStorableJson(value),
  };
  const anyOf = [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
    { type: 'string', ...(options.nullable && { nullable: true }) },
    { type: 'number' },
    { type: 'boolean' },
  ];
  return fieldDecorator([rule], options, { anyOf }, { json: true });
}

/** Whether PostgreSQL can store a value as JSON: every text in it, and no number beyond a double's range. */
function isStorableJson(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(([key, part]) => isStorable(key) && isStorableJson(part));
  }
  return typeof value === 'string' ? isStorable(value) : typeof value !== 'number' || Number.isFinite(value);
}
