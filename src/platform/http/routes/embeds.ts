import { ApiExtraModels, ApiProperty, type ApiPropertyOptions, getSchemaPath } from '@nestjs/swagger';
import { StartError } from '../../errors/start-error.js';
import type { Dto } from '../validation/dto.js';
import { rowDtoOf } from './entity-route.js';

const INCLUDES = Symbol('includes');

/**
 * The DTO by which the rows of a relation are answered. Where two files would import each other, one of them gives the
 * class's name: that of the DTO which some route answers an entity's row by.
 */
type DtoOrName = (() => Dto) | string;

/** What a property embeds. */
interface Embedded {
  of: DtoOrName;
  /** Whether it is a list of rows. */
  many: boolean;
}

/**
 * A row that `include=` embeds into the answer, under the name of the property; null where there is none to be seen.
 *
 * Usage: `@Embeds(() => CustomerDto) customer?: CustomerDto | null;`, or `@Embeds('OrderDto') order?: OrderDto | null;`
 */
export function Embeds(of: DtoOrName): PropertyDecorator {
  return embedded(of, false);
}

/**
 * Rows that `include=` embeds into the answer, under the name of the property.
 *
 * Usage: `@EmbedsMany(() => OrderLineDto) lines?: OrderLineDto[];`
 */
export function EmbedsMany(of: DtoOrName): PropertyDecorator {
  return embedded(of, true);
}

function embedded(of: DtoOrName, many: boolean): PropertyDecorator {
  return (target, property) => {
    const known = new Map([...embeddedOf(target), [String(property), { of, many }]]);
    Reflect.defineMetadata(INCLUDES, known, target);
    const schema = many ? listOf(of) : { oneOf: rowOrNull(typeof of === 'string' ? of : of()) };
    if (typeof of !== 'string' && of() !== target.constructor) {
      ApiExtraModels(of())(target.constructor);
    }
    ApiProperty({ ...schema, required: false, description: 'Only with `include=`' } as ApiPropertyOptions)(
      target,
      property,
    );
  };
}

function listOf(of: DtoOrName): ApiPropertyOptions {
  return typeof of === 'string'
    ? { type: 'array', items: { $ref: getSchemaPath(of) } }
    : { type: () => [of()] };
}

/** OpenAPI 3.0 cannot say "this schema, or null" but so. */
function rowOrNull(dto: Dto | string) {
  return [{ $ref: getSchemaPath(dto) }, { type: 'string', nullable: true, enum: [null] }];
}

/** Whether an answer may embed something. */
export function embeds(dto: Dto): boolean {
  return embeddedOf(dto.prototype as object).size > 0;
}

/** A relation that an answer may embed. */
export interface EmbeddedRelation {
  name: string;
  many: boolean;
  /** The DTO that shows its rows. @throws StartError if it is given by its name, and no route has a DTO of that name */
  readonly dto: Dto;
}

/** What an answer may embed. */
export function embeddedIn(dto: Dto): EmbeddedRelation[] {
  return [...embeddedOf(dto.prototype as object)].map(([name, { many }]) => ({
    name,
    many,
    // Found when asked for: not all routes are known before.
    get dto() {
      return dtoOf(dto, name);
    },
  }));
}

function dtoOf(dto: Dto, name: string): Dto {
  const { of } = embeddedOf(dto.prototype as object).get(name)!;
  const found = typeof of === 'string' ? rowDtoOf(of) : of();
  if (!found) {
    throw new StartError(
      `${dto.name}.${name} embeds ${String(of)}, but no route answers rows by a DTO of this name. Give the class itself: @Embeds(() => TheDto)`,
    );
  }
  return found;
}

function embeddedOf(prototype: object): ReadonlyMap<string, Embedded> {
  return (Reflect.getMetadata(INCLUDES, prototype) as Map<string, Embedded> | undefined) ?? new Map();
}
