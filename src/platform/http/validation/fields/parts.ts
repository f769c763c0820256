import { ApiSchema, OmitType } from '@nestjs/swagger';
import { StartError } from '../../../errors/start-error.js';
import type { Dto } from '../dto.js';
import { propertiesOf } from '../dto-shapes.js';
import { ItemsField } from './list.js';

const PARTS = Symbol('parts');

/** Parts that may be made with one row. */
const MAX_PARTS = 100;

/**
 * Rows that are made with this one, which they are a part of; at most 100. It belongs to the body of the creation alone:
 * whatever is made from `CreateOrderDto` (changes, bulk requests, answers) does not have it.
 *
 * Usage: `@PartsField(CreateOrderLineDto, 'order_id') lines?: Omit<CreateOrderLineDto, 'order_id'>[];`
 *
 * @param create the body of one new part; `CreateOrderLineDto` makes the schema `OrderLinePart`
 * @param parent its field that refers to this row, which nobody knows yet
 */
export function PartsField<C extends object>(create: Dto<C>, parent: keyof C & string): PropertyDecorator {
  if (!propertiesOf(create).includes(parent)) {
    throw new StartError(`@PartsField(${create.name}, '${parent}'): ${create.name} has no field ${parent}`);
  }
  const part = withoutParent(create, parent);
  const description = 'Rows that are made with this one: all of them, or nothing';
  const field = ItemsField(() => part, { max: MAX_PARTS, optional: true, description });
  return (target, property) => {
    Reflect.defineMetadata(PARTS, [...partsOf(target.constructor), String(property)], target);
    field(target, property);
  };
}

/** The fields of a body that hold parts of the row. */
export function partsOf(body: { prototype: unknown }): readonly string[] {
  return (Reflect.getMetadata(PARTS, body.prototype as object) as string[] | undefined) ?? [];
}

function withoutParent<C extends object>(create: Dto<C>, parent: keyof C & string): Dto {
  const entity = create.name.replace(/^Create/, '').replace(/Dto$/, '');
  const part = OmitType(create, [parent] as never) as Dto;
  ApiSchema({ description: `As \`Create${entity}\`, but for \`${parent}\`: that row is made with it` })(part);
  return Object.defineProperty(part, 'name', { value: `${entity}Part` });
}
