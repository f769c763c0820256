import { IsBoolean, IsInt, IsNumber, Max, Min } from 'class-validator';
import { BIGINT, isBigint } from '../../../core/list/values.js';
import type { Rule } from '../rule.js';
import { compareDecimals } from './decimal.js';
import { fieldDecorator, type FieldOptions } from './field.js';
import { isText } from './text.js';

const INT32 = 2_147_483_647;

/** Limits of a number, both included. */
export interface Limits<V> {
  min?: V;
  max?: V;
}

function limitRules({ min, max }: Limits<number>): Rule[] {
  const rules: Rule[] = [];
  if (min !== undefined) {
    rules.push({
      type: 'min',
      msg: `Must be at least ${min}`,
      test: (value) => typeof value === 'number' && value >= min,
      by: (options) => Min(min, options),
    });
  }
  if (max !== undefined) {
    rules.push({
      type: 'max',
      msg: `Must be at most ${max}`,
      test: (value) => typeof value === 'number' && value <= max,
      by: (options) => Max(max, options),
    });
  }
  return rules;
}

/** A whole number of 32 bits. */
export function IntegerField(options: FieldOptions<number> & Limits<number> = {}): PropertyDecorator {
  const { min = -INT32 - 1, max = INT32 } = options;
  const msg = 'Expected an integer';
  const whole: Rule = { type: 'integer', msg, test: Number.isInteger, by: IsInt };
  // Beyond, neighbours are the same number: 2 ** 53 + 1 is 2 ** 53.
  const exact: Rule = { type: 'integer', msg, test: Number.isSafeInteger };
  return fieldDecorator([whole, exact, ...limitRules({ min, max })], options, {
    type: 'integer',
    format: 'int32',
    minimum: min,
    maximum: max,
  });
}

/** A number of double precision; use `DecimalField` where each digit counts, as with money. */
export function FloatField(options: FieldOptions<number> & Limits<number> = {}): PropertyDecorator {
  const { min, max } = options;
  const rule: Rule = {
    type: 'number',
    msg: 'Expected a number',
    test: Number.isFinite,
    by: (validation) => IsNumber({}, validation),
  };
  return fieldDecorator([rule, ...limitRules(options)], options, {
    type: 'number',
    format: 'double',
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  });
}

/** A whole number of 64 bits, as a string, so that no digit is lost. */
export function BigintField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'bigint',
    msg: 'Expected an integer of 64 bits as text',
    test: (value) => typeof value === 'string' && isBigint(value),
  };
  const text = isText('Send the integer as text, so that no digit is lost: "12"');
  const schema = { type: 'string', format: 'int64', pattern: '^-?[0-9]{1,19}$' } as const;
  return fieldDecorator([text, rule], options, schema, { clean: (value) => BIGINT.parse(value as string) });
}

/**
 * A decimal number as a string, so that no digit is lost; `precision` digits in all, `scale` of them after the point.
 * `min` and `max` are decimals too, compared digit by digit.
 */
export function DecimalField(
  options: FieldOptions<string> & Limits<string> & { precision: number; scale: number },
): PropertyDecorator {
  const { precision, scale, min, max } = options;
  const fraction = scale > 0 ? `(\\.[0-9]{1,${scale}})?` : '';
  const pattern = `^-?[0-9]{1,${precision - scale}}${fraction}$`;
  const regex = new RegExp(pattern);
  const isDecimal = (value: unknown): value is string => typeof value === 'string' && regex.test(value);
  const rules: Rule[] = [
    isText('Send the number as text, so that no digit is lost: "12.50"'),
    {
      type: 'decimal',
      msg: `Expected a decimal number with at most ${precision - scale} digits before and ${scale} after the point, as text`,
      test: isDecimal,
    },
  ];
  if (min !== undefined) {
    const test = (value: unknown): boolean => isDecimal(value) && compareDecimals(value, min) >= 0;
    rules.push({ type: 'min', msg: `Must be at least ${min}`, test });
  }
  if (max !== undefined) {
    const test = (value: unknown): boolean => isDecimal(value) && compareDecimals(value, max) <= 0;
    rules.push({ type: 'max', msg: `Must be at most ${max}`, test });
  }
  return fieldDecorator(rules, options, { type: 'string', format: 'decimal', pattern });
}

/** `true` or `false`. */
export function BooleanField(options: FieldOptions<boolean> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'boolean',
    msg: 'Expected true or false',
    test: (value) => typeof value === 'boolean',
    by: IsBoolean,
  };
  return fieldDecorator([rule], options, { type: 'boolean' });
}
