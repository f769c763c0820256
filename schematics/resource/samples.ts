import { quoted } from './code.ts';
import type { Field } from './field.ts';
import { isWithin, successor } from './parse-limits.ts';

/** Text that fits, made from the field's name. */
export function words({ name, length = Infinity }: Field, suffix: string): string {
  const text = name.replaceAll('_', ' ');
  const sentence = `${text[0]!.toUpperCase()}${text.slice(1)} `;
  return sentence.length + 4 > length ? suffix : `${sentence}${suffix}`;
}

/** A whole number that is allowed, as is the next one. */
export function smallest({ min, max }: Field): number {
  return min === undefined ? Math.min(1, Number(max ?? Infinity) - 1) : Number(min);
}

/** Two numbers that are allowed. */
export function floats({ min, max }: Field): [string, string] {
  const first = min === undefined ? Math.min(1.5, Number(max ?? Infinity) - 1) : Number(min);
  const second = min !== undefined && max !== undefined ? (Number(min) + Number(max)) / 2 : first + 1;
  return [String(first), String(second)];
}

/** Two decimals that are allowed, in the form in which they are answered. */
export function decimals(field: Field): [string, string] {
  const { precision, scale = 0, min, max } = field;
  if (precision === undefined) {
    return ["'12345678901234567890.0123456789'", "'22345678901234567890.0123456789'"];
  }
  const usual = ['1', '2'].map((digit) => digits(precision, scale, digit));
  const edges = min === undefined ? [] : [padded(min, scale), successor(min, scale)];
  const negative = usual.map((value) => `-${value}`);
  const last = max === undefined ? [] : [padded(max, scale)];
  const fitting = [...usual, ...edges, ...negative, ...last].filter((value) => isWithin(value, field));
  return [quoted(fitting[0]!), quoted(fitting[1]!)];
}

function digits(precision: number, scale: number, digit: string): string {
  const whole = digit.repeat(Math.min(precision - scale, 3));
  return scale > 0 ? `${whole}.${'5'.padEnd(scale, '0')}` : whole;
}

function padded(value: string, scale: number): string {
  const [whole, fraction = ''] = value.split('.');
  return scale > 0 ? `${whole!}.${fraction.padEnd(scale, '0')}` : whole!;
}
