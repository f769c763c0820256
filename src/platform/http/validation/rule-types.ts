import { type FieldErrorType, type RuleName, ruleName } from '../../errors/field-error-types.js';
import { codePoints } from './code-points.js';

/** Rules of class-validator that mean the same as a type of the table. */
const TYPES: Record<string, FieldErrorType> = {
  arrayMaxSize: 'max_items',
  arrayMinSize: 'min_items',
  arrayNotEmpty: 'min_items',
  arrayUnique: 'duplicate',
  isArray: 'list',
  isBoolean: 'boolean',
  isDate: 'date_time',
  isDateString: 'date_time',
  isDecimal: 'decimal',
  isEmail: 'email',
  isEnum: 'enum',
  isIn: 'enum',
  isInstance: 'object',
  isInt: 'integer',
  isIso8601: 'date_time',
  isJson: 'json',
  isNotEmpty: 'min_length',
  isNumber: 'number',
  isObject: 'object',
  isRFC3339: 'date_time',
  isString: 'string',
  isUuid: 'uuid',
  max: 'max',
  maxLength: 'max_length',
  min: 'min',
  minLength: 'min_length',
  nestedValidation: 'object',
  unknownValue: 'object',
  whitelistValidation: 'unknown',
};

/** Rules about the kind of a value: one that breaks such a rule is told nothing else. */
const KINDS: ReadonlySet<string> = new Set([
  'isArray',
  'isBoolean',
  'isDate',
  'isInt',
  'isNumber',
  'isObject',
  'isString',
]);

/** Whether a rule of class-validator is about the kind of a value. */
export function isKind(name: string): boolean {
  return KINDS.has(name);
}

/** The `type` of an error by the name that class-validator has for the rule, and by the value that broke it. */
export function typeOfRule(name: string, value: unknown, constraints: unknown[]): FieldErrorType | RuleName {
  if (name === 'isLength') {
    const short = typeof value !== 'string' || codePoints(value) < (constraints[0] as number);
    return short ? 'min_length' : 'max_length';
  }
  return Object.hasOwn(TYPES, name) ? TYPES[name]! : ruleName(name) || 'invalid';
}
