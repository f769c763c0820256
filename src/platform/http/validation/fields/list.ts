import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { isUuid } from '../../../core/list/values.js';
import { codePoints } from '../code-points.js';
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

/** A list of `min` to `max` texts, each one a UUID or one of `of`. */
export function ListField(
  options: FieldOptions<string[]> & { min: number; max: number; of: 'uuid' | readonly string[] },
): PropertyDecorator {
  const { min, max, of } = options;
  const valid = of === 'uuid' ? isUuid : (value: unknown) => of.includes(value as string);
  const expected = `Expected a list of ${of === 'uuid' ? 'UUIDs' : `values out of ${of.join(', ')}`}`;
  const items = of === 'uuid' ? { type: 'string', format: 'uuid' } : { type: 'string', enum: [...of] };
  const schema = { type: 'array', items, minItems: min, maxItems: max };
  const rules = [
    ...sizeRules(options, expected),
    { type: 'items', msg: expected, test: everyElement(valid) } as const,
  ];
  return fieldDecorator(rules, options, schema as never);
}

/** A list of texts, each one of at most `max` characters (Unicode code points); there are `minItems` to `maxItems` of them. */
export function StringListField(
  options: FieldOptions<string[]> & { max?: number; minItems?: number; maxItems?: number } = {},
): PropertyDecorator {
  const { max, minItems, maxItems } = options;
  const expected =
    max === undefined ? 'Expected a list of texts' : `Expected texts of at most ${max} characters`;
  const each: Rule = {
    type: 'items',
    msg: expected,
    test: everyElement((text) => typeof text === 'string' && (max === undefined || codePoints(text) <= max)),
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
 * @param options `checkedBy` is the DTO that checks them, where it is not the one that the document shows
 */
export function ItemsField(of: () => Dto, options: Sizes & { checkedBy?: () => Dto }): PropertyDecorator {
  const { min, max, checkedBy = of } = options;
  return applyDecorators(
    ...sizeRules(options, 'Expected a list').map(ruleDecorator),
    traitsDecorator({ flat: true }),
    ValidateNested({ each: true }),
    Type(checkedBy),
    ApiProperty({ type: () => [of()], minItems: min, maxItems: max }),
  );
}

function everyElement(valid: (element: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(valid);
}
