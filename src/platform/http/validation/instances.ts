import { plainToInstance } from 'class-transformer';
import { AppError, type FieldError } from '../../errors/app-error.js';
import { ValidationError } from '../../errors/errors.js';
import { HttpException, Logger } from '@nestjs/common';
import type { Dto } from './dto.js';
import { unboxed } from './prepare.js';
import { type Field, hasRules, type Shape, shapeOf } from './shape.js';

type Raw = Record<string, unknown>;

const logger = new Logger('Validation');

/**
 * Makes the instance of a DTO by class-transformer.
 *
 * @throws ValidationError where a `@Transform()` stumbles over a value of a kind that it did not expect
 */
export function instantiate({ dto }: Shape, plain: Raw, loc: FieldError['loc']): Raw {
  try {
    return plainToInstance(dto, plain) as Raw;
  } catch (error) {
    if (error instanceof AppError || error instanceof HttpException) {
      throw error;
    }
    logger.warn(
      { err: error },
      `A @Transform() of ${dto.name} failed, which refuses the value: have it check the type`,
    );
    const culprits = Object.keys(plain).filter((name) => fails(dto, { [name]: plain[name] }));
    throw new ValidationError(
      culprits.map((name) => ({ loc: [...loc, name], msg: 'This value cannot be read', type: 'invalid' })),
    );
  }
}

function fails(dto: Dto, plain: Raw): boolean {
  try {
    plainToInstance(dto, plain);
    return false;
  } catch {
    return true;
  }
}

/** Calls `visit` with a DTO's instance, and with every instance of a DTO that is nested in it. */
function visitInstances(instance: object, visit: (object: Raw, fields: Iterable<Field>) => void): void {
  const { fields } = shapeOf(instance.constructor as Dto);
  const object = instance as Raw;
  visit(object, fields.values());
  for (const { name, nested } of fields.values()) {
    if (nested) {
      elementsOf(object[name])
        .filter(isInstanceWithRules)
        .forEach((item) => visitInstances(item, visit));
    }
  }
}

/** A value, or what is in it where it is a list, set or map. */
function elementsOf(value: unknown): unknown[] {
  const isCollection = Array.isArray(value) || value instanceof Set || value instanceof Map;
  return isCollection ? [...(value as Set<unknown>).values()].flatMap(elementsOf) : [value];
}

function isInstanceWithRules(value: unknown): value is object {
  return typeof value === 'object' && value !== null && hasRules(value.constructor);
}

/** Puts JSON of the client's own back in its place, and removes properties that were only declared. */
export function complete(instance: object): void {
  visitInstances(instance, (object) => {
    for (const [name, value] of Object.entries(object)) {
      object[name] = unboxed(value);
      if (value === undefined) {
        Reflect.deleteProperty(object, name);
      }
    }
  });
}

/** Writes every value of a valid instance in its one form. */
export function clean(instance: object): void {
  visitInstances(instance, (object, fields) => {
    for (const { name, traits } of fields) {
      const value = object[name];
      if (traits.clean && value !== undefined && value !== null) {
        object[name] = traits.clean(value);
      }
    }
  });
}
