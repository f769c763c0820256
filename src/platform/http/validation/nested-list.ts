import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { FieldErrorType } from '../../errors/field-error-types.js';
import type { Dto } from './compiled-validator.js';

export const NESTED_LIST = Symbol('nested list');

/** A list whose elements are objects of a DTO. */
export interface NestedList {
  of: () => Dto;
}

/** A list of `min` to `max` objects, each one checked by its own DTO. */
export function ItemsField(of: () => Dto, { min, max }: { min: number; max: number }): PropertyDecorator {
  const rule = (
    name: FieldErrorType,
    msg: string,
    validate: (value: unknown) => boolean,
  ): PropertyDecorator => ValidateBy({ name, validator: { validate, defaultMessage: () => msg } });
  return applyDecorators(
    rule('list', 'Expected a list', Array.isArray),
    rule('min_items', `Expected at least ${min}`, (value) => (value as unknown[]).length >= min),
    rule('max_items', `Expected at most ${max}`, (value) => (value as unknown[]).length <= max),
    Reflect.metadata(NESTED_LIST, { of } satisfies NestedList),
    ApiProperty({ type: () => [of()], minItems: min, maxItems: max }),
  );
}
