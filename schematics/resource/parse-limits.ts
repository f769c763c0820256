import type { Field } from './field.ts';
import { ResourceError } from './resource-error.ts';

const INT32 = 2_147_483_647;

export type Limits = Pick<Field, 'min' | 'max'>;

const FORMS = {
  integer: /^-?\d{1,10}$/,
  float: /^-?\d{1,300}(\.\d{1,300})?$/,
  decimal: /^-?\d{1,40}(\.\d{1,40})?$/,
};

/**
 * Reads `from..to`, of which one side may be left out.
 *
 * @returns undefined if it is not of this form, holds no two values, or goes beyond the type
 */
export function parseLimits(text: string, type: keyof typeof FORMS): Limits | undefined {
  const form = FORMS[type];
  const sides = text.split('..').map((side) => side.trim());
  const [min, max] = sides;
  if (sides.length !== 2 || (!min && !max) || sides.some((side) => side !== '' && !form.test(side))) {
    return undefined;
  }
  const inOrder = !min || !max || compareNumbers(min, max) < 0;
  const fits =
    type !== 'integer' || sides.every((side) => Number(side) <= INT32 && Number(side) >= -INT32 - 1);
  return inOrder && fits ? { min: min || undefined, max: max || undefined } : undefined;
}

/** Whether a number is within the limits of its field. */
export function isWithin(value: string, { min, max }: Limits): boolean {
  return (
    (min === undefined || compareNumbers(value, min) >= 0) &&
    (max === undefined || compareNumbers(value, max) <= 0)
  );
}

/** Compares two decimal numbers digit by digit: below 0 if the first is smaller, above if it is larger. */
export function compareNumbers(a: string, b: string): number {
  const difference = scaled(a) - scaled(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const SCALE = 300;

function scaled(value: string): bigint {
  const [whole, fraction = ''] = value.replace('-', '').split('.');
  const digits = BigInt(whole! + fraction.padEnd(SCALE, '0'));
  return value.startsWith('-') ? -digits : digits;
}

/** A number that is larger by one in its last place. @param scale digits after the point */
export function successor(value: string, scale: number): string {
  const [whole, fraction = ''] = value.replace('-', '').split('.');
  const sign = value.startsWith('-') ? -1n : 1n;
  const next = sign * BigInt(whole! + fraction.padEnd(scale, '0').slice(0, scale)) + 1n;
  const digits = (next < 0n ? -next : next).toString().padStart(scale + 1, '0');
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return next < 0n ? `-${text}` : text;
}

/** Refuses limits that cannot be read. */
export function limitsOf(text: string, type: keyof typeof FORMS, wanted: string): Limits {
  const limits = parseLimits(text, type);
  if (!limits) {
    throw new ResourceError(`${type}(${text}): give the smallest and the largest value, as in ${wanted}`);
  }
  return limits;
}
