import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import type { FieldErrorType } from '../../errors/field-error-types.js';

/** What every field can say about itself. */
export interface FieldOptions<V> {
  /** The field may be left out. */
  optional?: boolean;
  /** The field may be null. */
  nullable?: boolean;
  /** What is stored when the field is left out; documented, and makes the field optional. */
  default?: V;
  /** A value that works; fills in "Try it out". */
  example?: V;
  description?: string;
}

/** One rule of a field: the `type` of its error, its message, and whether a value obeys. */
export interface Rule {
  type: FieldErrorType;
  msg: string;
  test: (value: unknown) => boolean;
  /** Writes a value that obeys in its one form (`2025-01-31T13:00+01:00` as a `Date`), for all that comes after. */
  clean?: (value: unknown) => unknown;
}

/**
 * Builds the decorator of a field: class-validator keeps its rules, Swagger documents it. The rules are in the order
 * in which they are tried; the first one that is broken is reported.
 */
export function fieldDecorator<V>(
  rules: Rule[],
  options: FieldOptions<V>,
  schema: ApiPropertyOptions,
): PropertyDecorator {
  const { nullable = false, description, example } = options;
  const optional = options.optional ?? options.default !== undefined;
  return applyDecorators(
    ...rules.map(({ type, msg, test, clean }) =>
      ValidateBy({
        name: type,
        constraints: clean ? [clean] : [],
        validator: { validate: (value) => test(value), defaultMessage: () => msg },
      }),
    ),
    ...(nullable ? [ValidateIf((_object, value) => value !== null)] : []),
    ...(optional ? [ValidateIf((_object, value) => value !== undefined)] : []),
    ApiProperty({
      ...schema,
      required: !optional,
      // OpenAPI 3.0 gives `nullable` a meaning beside a type only.
      ...(nullable && 'type' in schema && { nullable }),
      ...(options.default !== undefined && { default: options.default }),
      ...(description && { description }),
      ...(example !== undefined && { example }),
    } as ApiPropertyOptions),
  );
}
