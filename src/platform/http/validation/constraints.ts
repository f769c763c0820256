import { Logger } from '@nestjs/common';
import {
  getMetadataStorage,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import type { ConstraintMetadata, ValidationMetadata } from './metadata.js';
import { codePoints } from './code-points.js';

type Validate = ValidatorConstraintInterface['validate'];
type Constraint = new () => ValidatorConstraintInterface;

const logger = new Logger('Validation');
const adapted = new WeakSet<object>();

/** Rules of class-validator that count UTF-16 units or leave characters out: here a length is a number of code points. */
const LENGTHS: Record<string, (length: number, limits: number[]) => boolean> = {
  minLength: (length, [min = 0]) => length >= min,
  maxLength: (length, [max = Infinity]) => length <= max,
  isLength: (length, [min = 0, max = Infinity]) => length >= min && length <= max,
};

/**
 * Adapts the constraint of one rule to the contract, once, in class-validator's own metadata, so that whoever runs the
 * rule gets the same: lengths count code points, and a validator that stumbles over a value of a kind that it did not
 * expect (`text.length` of a number) refuses the value.
 */
export function adaptConstraint(metadata: ValidationMetadata): void {
  if (!metadata.constraintCls || adapted.has(metadata.constraintCls)) {
    return;
  }
  const constraints = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  if (constraints.length === 1) {
    metadata.constraintCls = adapt(constraints[0]!);
    adapted.add(metadata.constraintCls);
  }
}

/** One adapted class for each constraint: rules that share a constraint go on sharing it. */
const classes = new WeakMap<object, Constraint>();

function adapt(original: ConstraintMetadata): Constraint {
  const known = classes.get(original);
  if (known) {
    return known;
  }
  const validate = validateOf(original);
  class Adapted implements ValidatorConstraintInterface {
    validate = validate;

    defaultMessage(args?: ValidationArguments): string {
      return original.instance.defaultMessage?.(args) ?? '';
    }
  }
  ValidatorConstraint({ name: original.name, async: original.async })(Adapted);
  classes.set(original, Adapted);
  return Adapted;
}

function validateOf(original: ConstraintMetadata): Validate {
  const isLength = LENGTHS[original.name];
  if (isLength) {
    return (value, args) =>
      typeof value === 'string' && isLength(codePoints(value), (args?.constraints ?? []) as number[]);
  }
  return (value, args) => {
    try {
      const verdict = original.instance.validate(value, args);
      return verdict instanceof Promise
        ? verdict.catch((error: unknown) => stumbled(error, original))
        : verdict;
    } catch (error) {
      return stumbled(error, original);
    }
  };
}

function stumbled(error: unknown, { name }: ConstraintMetadata): false {
  if (!(error instanceof TypeError)) {
    throw error;
  }
  logger.warn(
    { err: error },
    `The validator ${name} failed, which refuses the value: have it check the type`,
  );
  return false;
}
