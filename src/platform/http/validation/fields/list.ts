import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsUUID, ValidateNested } from 'class-validator';
import { isUuid } from '../../../core/list/values.js';
import { codePoints } from '../code-points.js';
import { IfGiven } from '../conditions.js';
import type { Dto } from '../dto.js';
import { type Rule, ruleDecorator } from '../rule.js';
import { traitsDecorator } from '../traits.js';
import { fieldDecorator, type FieldOptions } from './field.js';

/** How many elements a list may have. */
export interface Sizes {
  min?: number;
  max?: number;
}

function sizeRules({ min, max }: Sizes, expected: string): Rule[] {
  const sizeOf = (value: unknown): number => (Array.isArray(value) ? value.length : NaN);
  const rules: Rule[] = [{ type: 'list', msg: expected, test: Array.isArray, by: IsArray }];
  if (min) {
    const msg = `Expected at least ${min}`;
    rules.push({
      type: 'min_items',
      msg,
      test: (value) => sizeOf(value) >= min,
      by: (options) => ArrayMinSize(min, options),
    });
  }
  if (max !== undefined) {
    const msg = `Expected at most ${max}`;
    rules.push({
      type: 'max_items',
      msg,
      test: (value) => sizeOf(value) <= max,
      by: (options) => ArrayMaxSize(max, options),
    });
  }
  return rules;
}

/** A list of `min` to `max` texts, each one of `of`. */
export function ListField(
  options: FieldOptions<string[]> & { min: number; max: number; of: readonly string[] },
): PropertyDecorator {
  const { min, max, of } = options;
  const expected = `Expected a list of values out of ${of.join(', ')}`;
  const items = { type: 'string', enum: [...of] };
  const schema = { type: 'array', items, minItems: min, maxItems: max };
  const subset: Rule = {
    type: 'items',
    msg: expected,
    test: (value) => Array.isArray(value) && value.every((one) => of.includes(one as string)),
  };
  return fieldDecorator([...sizeRules(options, expected), subset], options, schema as never);
}

/** A list of `min` to `max` UUIDs of any version, in lower case from here on. */
export function UuidListField(
  options: FieldOptions<string[]> & { min: number; max: number },
): PropertyDecorator {
  const { min, max } = options;
  const items = { type: 'string', format: 'uuid' };
  const schema = { type: 'array', items, minItems: min, maxItems: max };
  const each: Rule = {
    type: 'uuid',
    msg: 'Expected a UUID',
    test: isUuid,
    each: true,
    by: (validation) => IsUUID('loose', validation),
  };
  const rules = [...sizeRules(options, 'Expected a list of UUIDs'), each];
  return fieldDecorator(rules, options, schema as never, {
    clean: (value) => (value as string[]).map((id) => id.toLowerCase()),
  });
}

/** A list of texts, each one of at most `max` characters (Unicode code points); there are `minItems` to `maxItems` of them. */
export function StringListField(
  options: FieldOptions<string[]> & { max?: number; minItems?: number; maxItems?: number } = {},
): PropertyDecorator {
  const { max, minItems, maxItems } = options;
  const each: Rule = {
    type: 'items',
    msg: max === undefined ? 'Expected text' : `Expected text of at most ${max} characters`,
    test: (text) => typeof text === 'string' && (max === undefined || codePoints(text) <= max),
    each: true,
  };
  const schema = {
    type: 'array',
    items: { type: 'string', ...(max !== undefined && { maxLength: max }) },
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  };
  const sizes = sizeRules({ min: minItems, max: maxItems }, 'Expected a list of texts');
  return fieldDecorator([...sizes, each], options, schema as never);
}

/**
 * A list of `min` to `max` objects, each one checked by its own DTO.
 *
 * @param options `checkedBy` is the DTO that checks them, where it is not the one that the document shows; `optional`:
 *   the list may be left out
 */
export function ItemsField(
  of: () => Dto,
  options: Sizes & { checkedBy?: () => Dto; optional?: boolean; description?: string },
): PropertyDecorator {
  const { min, max, checkedBy = of, optional = false, description } = options;
  return applyDecorators(
    ...sizeRules(options, 'Expected a list').map(ruleDecorator),
    traitsDecorator({ flat: true }),
    ValidateNested({ each: true }),
    Type(checkedBy),
    ...(optional ? [IfGiven()] : []),
    ApiProperty({
      type: () => [of()],
      ...(min !== undefined && { minItems: min }),
      ...(max !== undefined && { maxItems: max }),
      required: !optional,
      ...(description && { description }),
    }),
  );
}
