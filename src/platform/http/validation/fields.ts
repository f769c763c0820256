import type { ApiPropertyOptions } from '@nestjs/swagger';
import { isEmail } from 'class-validator';
import { BIGINT, isBigint, isDate, isStorable, isUuid, TIMESTAMP, UUID } from '../../core/list/values.js';
import { fieldDecorator, type FieldOptions, type Rule } from './rule.js';

const INT32 = 2_147_483_647;

/** The length of a text in Unicode code points, as PostgreSQL counts it. */
export function codePoints(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++, length++) {
    if (text.charCodeAt(i) >= 0xd800 && text.charCodeAt(i) <= 0xdbff) {
      i++;
    }
  }
  return length;
}

const STRING: Rule = { type: 'string', msg: 'Expected text', test: (value) => typeof value === 'string' };
const STORABLE: Rule = {
  type: 'characters',
  msg: 'NUL characters and lone surrogates cannot be stored',
  test: (value) => isStorable(value as string),
};

function lengthRules(min: number | undefined, max: number | undefined): Rule[] {
  const rules: Rule[] = [];
  if (min) {
    const msg = min === 1 ? 'Must not be empty' : `Must have at least ${min} characters`;
    rules.push({ type: 'min_length', msg, test: (value) => codePoints(value as string) >= min });
  }
  if (max) {
    const msg = `Must have at most ${max} characters`;
    rules.push({ type: 'max_length', msg, test: (value) => codePoints(value as string) <= max });
  }
  return rules;
}

/** Text; `min` and `max` count Unicode code points. White space around it is cut off before. */
export function TextField(
  options: FieldOptions<string> & { min?: number; max?: number } = {},
): PropertyDecorator {
  const { min, max } = options;
  const schema = { type: 'string', ...(min && { minLength: min }), ...(max && { maxLength: max }) } as const;
  return fieldDecorator([STRING, STORABLE, ...lengthRules(min, max)], options, schema);
}

/** An e-mail address; stored in lower case. */
export function EmailField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = { type: 'email', msg: 'Expected an e-mail address', test: (value) => isEmail(value) };
  const schema = { type: 'string', format: 'email', maxLength: 254 } as const;
  return fieldDecorator([STRING, STORABLE, ...lengthRules(undefined, 254), rule], options, schema);
}

/**
 * A password to be chosen; 8 to 128 characters, so 512 bytes at most. Whether it is too easy to guess is decided where
 * it is hashed.
 */
export function PasswordField(): PropertyDecorator {
  const schema = { type: 'string', format: 'password', minLength: 8, maxLength: 128 } as const;
  const options = {
    example: 'correct horse battery staple',
    description: 'Neither a common password nor the e-mail',
  };
  return fieldDecorator([STRING, STORABLE, ...lengthRules(8, 128)], options, schema);
}

/** A whole number of 32 bits. */
export function IntegerField(
  options: FieldOptions<number> & { min?: number; max?: number } = {},
): PropertyDecorator {
  const { min = -INT32 - 1, max = INT32 } = options;
  const rules: Rule[] = [
    { type: 'integer', msg: 'Expected an integer', test: (value) => Number.isSafeInteger(value) },
    { type: 'min', msg: `Must be at least ${min}`, test: (value) => (value as number) >= min },
    { type: 'max', msg: `Must be at most ${max}`, test: (value) => (value as number) <= max },
  ];
  return fieldDecorator(rules, options, { type: 'integer', format: 'int32', minimum: min, maximum: max });
}

/** A whole number of 64 bits, as a string, so that no digit is lost. */
export function BigintField(options: FieldOptions<string> = {}): PropertyDecorator {
  const msg = 'Expected an integer of 64 bits as text';
  const rule: Rule = {
    type: 'bigint',
    msg,
    test: (value) => isBigint(value as string),
    clean: (value) => BIGINT.parse(value as string),
  };
  return fieldDecorator([STRING, rule], options, {
    type: 'string',
    format: 'int64',
    pattern: '^-?[0-9]{1,19}$',
  });
}

/** A decimal number as a string, so that no digit is lost; `precision` digits in all, `scale` of them after the point. */
export function DecimalField(
  options: FieldOptions<string> & { precision: number; scale: number },
): PropertyDecorator {
  const { precision, scale } = options;
  const fraction = scale > 0 ? `(\\.[0-9]{1,${scale}})?` : '';
  const pattern = `^-?[0-9]{1,${precision - scale}}${fraction}$`;
  const regex = new RegExp(pattern);
  const msg = `Expected a decimal number with at most ${precision - scale} digits before and ${scale} after the point, as text`;
  const rule: Rule = { type: 'decimal', msg, test: (value) => regex.test(value as string) };
  return fieldDecorator([STRING, rule], options, { type: 'string', format: 'decimal', pattern });
}

export function BooleanField(options: FieldOptions<boolean> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'boolean',
    msg: 'Expected true or false',
    test: (value) => typeof value === 'boolean',
  };
  return fieldDecorator([rule], options, { type: 'boolean' });
}

/** A day of the calendar, `2025-01-31`. */
export function DateField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'date',
    msg: 'Expected a date such as 2025-01-31',
    test: (value) => isDate(value as string),
  };
  return fieldDecorator([STRING, rule], options, { type: 'string', format: 'date' });
}

/** A moment by ISO 8601; a `Date` from here on, kept with milliseconds, answered in UTC. */
export function TimeField(options: FieldOptions<string> = {}): PropertyDecorator {
  const msg = 'Expected an ISO 8601 time such as 2025-01-31T12:00:00Z';
  const rule: Rule = {
    type: 'date_time',
    msg,
    test: (value) => TIMESTAMP.parse(value as string) !== undefined,
    clean: (value) => TIMESTAMP.parse(value as string),
  };
  return fieldDecorator([STRING, rule], options, { type: 'string', format: 'date-time' });
}

export function UuidField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'uuid',
    msg: 'Expected a UUID',
    test: (value) => isUuid(value),
    clean: (value) => UUID.parse(value as string),
  };
  return fieldDecorator([STRING, rule], options, { type: 'string', format: 'uuid' });
}

/** One of a fixed set of values; `name` makes it a schema of its own in the OpenAPI document, unless it is nullable. */
export function EnumField<V extends string>(
  items: readonly V[],
  options: FieldOptions<V> & { name: string },
): PropertyDecorator {
  const msg = `Expected one of ${items.join(', ')}`;
  const rule: Rule = { type: 'enum', msg, test: (value) => items.includes(value as V) };
  // OpenAPI 3.0 cannot say "this schema, or null" of a named schema.
  const schema = options.nullable
    ? { type: 'string', enum: [...items, null] }
    : { enum: [...items], enumName: options.name };
  return fieldDecorator([rule], options, schema as ApiPropertyOptions);
}

/** Any JSON value: an object, a list, a text, a number or a boolean. */
export function JsonField(options: FieldOptions<unknown> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'json',
    msg: 'Expected a JSON value',
    test: isStorableJson,
  };
  const anyOf = [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
    { type: 'string', ...(options.nullable && { nullable: true }) },
    { type: 'number' },
    { type: 'boolean' },
  ];
  return fieldDecorator([rule], options, { anyOf });
}

/** Whether PostgreSQL can store a value as JSON: every text in it, and no number beyond a double's range. */
function isStorableJson(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(([key, part]) => isStorable(key) && isStorableJson(part));
  }
  return typeof value === 'string' ? isStorable(value) : typeof value !== 'number' || Number.isFinite(value);
}

/** A list of `min` to `max` texts, each one a UUID or one of `items`. */
export function ListField(
  options: FieldOptions<string[]> & { min: number; max: number; of: 'uuid' | readonly string[] },
): PropertyDecorator {
  const { min, max, of } = options;
  const valid = of === 'uuid' ? isUuid : (value: unknown) => of.includes(value as string);
  const expected = of === 'uuid' ? 'UUIDs' : `values out of ${of.join(', ')}`;
  const rules: Rule[] = [
    { type: 'list', msg: `Expected a list of ${expected}`, test: Array.isArray },
    {
      type: 'min_items',
      msg: `Expected at least ${min}`,
      test: (value) => (value as unknown[]).length >= min,
    },
    {
      type: 'max_items',
      msg: `Expected at most ${max}`,
      test: (value) => (value as unknown[]).length <= max,
    },
    {
      type: 'items',
      msg: `Expected a list of ${expected}`,
      test: (value) => (value as unknown[]).every(valid),
    },
  ];
  const items = of === 'uuid' ? { type: 'string', format: 'uuid' } : { type: 'string', enum: [...of] };
  return fieldDecorator(rules, options, { type: 'array', items, minItems: min, maxItems: max } as never);
}
