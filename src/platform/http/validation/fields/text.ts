import { IsIn, IsString, isIn, MaxLength, MinLength } from 'class-validator';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { codePoints } from '../code-points.js';
import type { Rule } from '../rule.js';
import { fieldDecorator, type FieldOptions } from './field.js';

/** Limits of a text's length, in Unicode code points. */
export interface Lengths {
  min?: number;
  max?: number;
}

/** The value is text; `msg` says what to send instead. */
export function isText(msg = 'Expected text'): Rule {
  return { type: 'string', msg, test: (value) => typeof value === 'string', by: IsString };
}

export function lengthRules({ min, max }: Lengths): Rule[] {
  const rules: Rule[] = [];
  if (min) {
    rules.push({
      type: 'min_length',
      msg: min === 1 ? 'Must not be empty' : `Must have at least ${min} characters`,
      test: (value) => typeof value === 'string' && codePoints(value) >= min,
      by: (options) => MinLength(min, options),
    });
  }
  if (max) {
    rules.push({
      type: 'max_length',
      msg: `Must have at most ${max} characters`,
      test: (value) => typeof value === 'string' && codePoints(value) <= max,
      by: (options) => MaxLength(max, options),
    });
  }
  return rules;
}

function lengthSchema({ min, max }: Lengths) {
  return { type: 'string', ...(min && { minLength: min }), ...(max && { maxLength: max }) } as const;
}

/** Text; `min` and `max` count Unicode code points. White space around it is cut off before. */
export function TextField(options: FieldOptions<string> & Lengths = {}): PropertyDecorator {
  return fieldDecorator([isText(), ...lengthRules(options)], options, lengthSchema(options));
}

/** Control characters, line and paragraph separators, and what overrides, embeds or isolates the direction of the text around it. */
const UNFIT_FOR_NAMES = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** The name of a person: text without what would forge or disturb the text around it wherever the name is shown. */
export function PersonNameField(options: FieldOptions<string> & Lengths = {}): PropertyDecorator {
  const fit: Rule = {
    type: 'characters',
    msg: 'Line breaks, control characters, and those that change the direction of text, cannot be in a name',
    test: (value) => typeof value === 'string' && !UNFIT_FOR_NAMES.test(value),
  };
  return fieldDecorator([isText(), fit, ...lengthRules(options)], options, lengthSchema(options));
}

/**
 * A password to be chosen; 8 to 128 characters in the form in which it is hashed (NFKC), of which invisible ones make it
 * no longer. Whether it is easy to guess is decided where it is hashed.
 */
export function PasswordField(): PropertyDecorator {
  const lengths = { min: 8, max: 128 };
  const [atLeast, atMost] = lengthRules(lengths) as [Rule, Rule];
  const form = (value: unknown) => (typeof value === 'string' ? value.trim().normalize('NFKC') : value);
  const visible = (value: unknown) => (typeof value === 'string' ? value.replace(/\p{Cf}/gu, '') : value);
  const rules: Rule[] = [
    { ...atLeast, test: (value) => atLeast.test(visible(form(value))), by: undefined },
    { ...atMost, test: (value) => atMost.test(form(value)), by: undefined },
  ];
  const options = {
    example: 'correct horse battery staple',
    description:
      'None that is easy to guess, such as a common one, the e-mail or the name. Counted after NFKC.',
  };
  const schema = {
    type: 'string',
    format: 'password',
    minLength: lengths.min,
    maxLength: lengths.max,
  } as const;
  return fieldDecorator([isText(), ...rules], options, schema);
}

/** One of a fixed set of values; `name` makes it a schema of its own in the OpenAPI document, unless it is nullable. */
export function EnumField<V extends string>(
  items: readonly V[],
  options: FieldOptions<V> & { name: string },
): PropertyDecorator {
  const rule: Rule = {
    type: 'enum',
    msg: `Expected one of ${items.join(', ')}`,
    test: (value) => isIn(value, items),
    by: (validation) => IsIn(items, validation),
  };
  // OpenAPI 3.0 cannot say "this schema, or null" of a named schema.
  const schema = options.nullable
    ? { type: 'string', enum: [...items, null] }
    : { enum: [...items], enumName: options.name };
  return fieldDecorator([rule], options, schema as ApiPropertyOptions);
}
