import { ValidateBy, type ValidationOptions } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';
import type { FieldErrorType } from '../../errors/field-error-types.js';

/** One rule of a field: the `type` of its error, its message, and whether a value obeys. */
export interface Rule {
  type: FieldErrorType;
  msg: string;
  /** Whether a value of whatever kind obeys. */
  test: (value: unknown) => boolean;
  /** The decorator of class-validator that means the same; one is made of `test` if left out. */
  by?: (options: ValidationOptions) => PropertyDecorator;
}

/** Our rules by the message that class-validator's metadata carries: it stays through inheritance and mapped types. */
const RULES = new WeakMap<object, Rule>();

/** Gives a rule to class-validator. What its message belongs to is remembered, so that the rule can be called directly. */
export function ruleDecorator(rule: Rule): PropertyDecorator {
  const message = (): string => rule.msg;
  RULES.set(message, rule);
  return rule.by
    ? rule.by({ message })
    : ValidateBy({ name: rule.type, validator: { validate: rule.test } }, { message });
}

/** The rule of ours that class-validator's metadata stands for; undefined for any other. */
export function ruleOf({ message }: ValidationMetadata): Rule | undefined {
  return typeof message === 'function' ? RULES.get(message) : undefined;
}
