import type { ValidationArguments } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';
import { ruleOf } from './rule.js';

/** What class-validator says of a nested value that is no object, if the developer says nothing. */
const NO_NESTED = /^(each value in )?nested property \$property must be either object or array$/;

/** Whether the developer wrote the message of a rule; else it is ours or class-validator's. */
export function hasOwnMessage(metadata: ValidationMetadata): boolean {
  const { message, type } = metadata;
  const standard = type === 'nestedValidation' && NO_NESTED.test(String(message));
  return Boolean(message) && !standard && !ruleOf(metadata);
}

/** The message that the developer wrote for a rule; undefined if there is none. */
export function ownMessage(metadata: ValidationMetadata, args: ValidationArguments): string | undefined {
  return hasOwnMessage(metadata) ? written(metadata.message, args) : undefined;
}

/** A message with its tokens filled in, as class-validator does it. */
export function written(
  message: string | ((args: ValidationArguments) => string),
  args: ValidationArguments,
): string {
  const text = typeof message === 'function' ? message(args) : message;
  const constraints = (args.constraints as unknown[] | undefined) ?? [];
  return text
    .replace(/\$constraint(\d+)/g, (token, n: string) =>
      Number(n) <= constraints.length ? shown(constraints[Number(n) - 1]) : token,
    )
    .replaceAll('$value', (token) => (isPrimitive(args.value) ? String(args.value) : token))
    .replaceAll('$property', () => args.property)
    .replaceAll('$target', () => args.targetName);
}

function shown(constraint: unknown): string {
  if (Array.isArray(constraint)) {
    return constraint.join(', ');
  }
  return typeof constraint === 'symbol' ? (constraint.description ?? '') : String(constraint);
}

function isPrimitive(value: unknown): boolean {
  return ['string', 'boolean', 'number'].includes(typeof value);
}
