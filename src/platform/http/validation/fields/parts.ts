import { ApiSchema, OmitType } from '@nestjs/swagger';
import { StartError } from '../../../errors/start-error.js';
import type { Dto } from '../dto.js';
import { propertiesOf } from '../dto-shapes.js';
import { ItemsField } from './list.js';

/** Parts that may be made with one row. */
const MAX_PARTS = 100;

/** What a part is made from where the row that it belongs to is made with it. */
export type PartOf<C, K extends keyof C> = Omit<C, K>;

/**
 * Rows that are made with this one, which they are a part of; at most 100. It belongs to the body of the creation alone:
 * whatever is made from `CreateOrderDto` (changes, bulk requests, answers) does not have it.
 *
 * Usage: `@PartsField(CreateOrderLineDto, 'order_id') lines?: PartOf<CreateOrderLineDto, 'order_id'>[];`
 *
 * @param create the body of one new part; `CreateOrderLineDto` makes the schema `OrderLinePart`
 * @param parent its field that refers to this row, which nobody knows yet
 */
export function PartsField<C extends object>(create: Dto<C>, parent: keyof C & string): PropertyDecorator {
  if (!propertiesOf(create).includes(parent)) {
    throw new StartError(`@PartsField(${create.name}, '${parent}'): ${create.name} has no field ${parent}`);
  }
  const part = withoutParent(create, parent);
  const description = `Rows that are made with this one: all of them, or nothing`;
  return ItemsField(() => part, { max: MAX_PARTS, optional: true, description });
}

function withoutParent<C extends object>(create: Dto<C>, parent: keyof C & string): Dto {
  const entity = create.name.replace(/^Create/, '').replace(/Dto$/, '');
  const part = OmitType(create, [parent] as never) as Dto;
  ApiSchema({ description: `As \`Create${entity}\`, but for \`${parent}\`: that row is made with it` })(part);
  return Object.defineProperty(part, 'name', { value: `${entity}Part` });
}
