import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IfGiven, IfNotNull } from '../conditions.js';
import { type Rule, ruleDecorator } from '../rule.js';
import { type Traits, traitsDecorator } from '../traits.js';

/** What every field can say about itself. */
export interface FieldOptions<V> {
  /** The field may be left out. */
  optional?: boolean;
  /** The field may be null. */
  nullable?: boolean;
  /** What stands for the field when it is left out; makes the field optional. */
  default?: V;
  /** A value that works; fills in "Try it out". */
  example?: V;
  description?: string;
}

/**
 * Builds the decorator of a field: class-validator keeps its rules, Swagger documents it. The rules are in the order
 * in which they are tried; the first one that is broken is reported.
 */
export function fieldDecorator<V>(
  rules: Rule[],
  options: FieldOptions<V>,
  schema: ApiPropertyOptions,
  traits: Traits = {},
): PropertyDecorator {
  const { nullable = false, description, example } = options;
  const optional = options.optional ?? options.default !== undefined;
  const all: Traits = { ...traits, ...(options.default !== undefined && { default: options.default }) };
  return applyDecorators(
    ...rules.map(ruleDecorator),
    ...(Object.keys(all).length > 0 ? [traitsDecorator(all)] : []),
    ...(nullable ? [IfNotNull()] : []),
    ...(optional ? [IfGiven()] : []),
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
