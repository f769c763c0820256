import { ValidateIf } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';

/** Whether the rules of a field hold for a value. */
export type Condition = (value: unknown) => boolean;

const given = (_object: object, value: unknown): boolean => value !== undefined;
const notNull = (_object: object, value: unknown): boolean => value !== null;

/** Excuses a field that is left out. */
export const IfGiven = (): PropertyDecorator => ValidateIf(given);

/** Excuses a field that is null. */
export const IfNotNull = (): PropertyDecorator => ValidateIf(notNull);

/** A condition that looks at nothing but the value; undefined for one that may look at the rest of the object. */
export function conditionOf({ name, constraints }: ValidationMetadata): Condition | undefined {
  if (name === 'isOptional') {
    return (value) => value !== undefined && value !== null;
  }
  const condition = (constraints as unknown[])[0];
  if (condition === given) {
    return (value) => value !== undefined;
  }
  return condition === notNull ? (value) => value !== null : undefined;
}
