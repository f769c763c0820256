import { ValidateBy, type ValidationOptions } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';
import type { FieldErrorType } from '../../errors/field-error-types.js';

/** One rule of a field: the `type` of its error, its message, and whether a value obeys. */
export interface Rule {
  type: FieldErrorType;
  msg: string;
  /** Whether a value of whatever kind obeys. */
  test: (value: unknown) => boolean;
  /** Whether it is for each element of a list. */
  each?: boolean;
  /** The decorator of class-validator that means the same; one is made of `test` if left out. */
  by?: (options: ValidationOptions) => PropertyDecorator;
}

/** Our rules by the message that class-validator's metadata carries: it stays through inheritance and mapped types. */
const RULES = new WeakMap<object, Rule>();

/** Gives a rule to class-validator. What its message belongs to is remembered, so that the rule can be called directly. */
export function ruleDecorator(rule: Rule): PropertyDecorator {
  const options: ValidationOptions = { message: () => rule.msg, each: rule.each };
  RULES.set(options.message as object, rule);
  return rule.by
    ? rule.by(options)
    : ValidateBy({ name: rule.type, validator: { validate: rule.test } }, options);
}

/** The rule of ours that class-validator's metadata stands for; undefined for any other. */
export function ruleOf({ message }: ValidationMetadata): Rule | undefined {
  return typeof message === 'function' ? RULES.get(message) : undefined;
}
