import { applyDecorators, type PipeTransform, Query } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  type ApiPropertyOptions,
  ApiQuery,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Include as IncludeTree } from '../../core/relations/include.js';
import { ValidationError } from '../../errors/errors.js';
import { StartError } from '../../errors/start-error.js';
import type { Dto } from '../validation/dto.js';
import { propertiesOf } from '../validation/dto-shapes.js';
import { rowDtoOf } from './entity-route.js';
import { onMethod } from './on-method.js';

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

/** The name of the parameter of a list or a single row by which relations are embedded. */
export const INCLUDE = 'include';

/** What the answer embeds, as the client asked for it by `include=`; nothing if left out. */
export function Include(dto: Dto): ParameterDecorator {
  const pipe: PipeTransform<unknown, IncludeTree> = { transform: includeParser(dto) };
  return onMethod(Query(INCLUDE, pipe), ApiInclude(dto));
}

/** Documents `include=`: the names of all relations, nested ones by a dot. */
export function ApiInclude(dto: Dto): MethodDecorator {
  return (target, property, descriptor) => {
    // Asked for when the document is made: then all routes are known.
    const relation = {
      type: 'string',
      get enum() {
        return namesOf(dto);
      },
    };
    applyDecorators(
      ApiQuery({
        name: INCLUDE,
        required: false,
        description: 'What the answer embeds, separated by commas; such an answer has no `ETag`',
        schema: { type: 'array', items: relation, minItems: 1 },
        style: 'form',
        explode: false,
      } as never),
    )(target, property, descriptor);
  };
}

/** Whether an answer may embed something. */
export function embeds(dto: Dto): boolean {
  return embeddedOf(dto.prototype as object).size > 0;
}

/** A relation that an answer may embed. */
export interface EmbeddedRelation {
  name: string;
  many: boolean;
  /** The DTO that shows its rows. */
  dto: Dto;
}

/** What an answer may embed. @throws StartError if no route has a DTO that is embedded by its name */
export function embeddedIn(dto: Dto): EmbeddedRelation[] {
  return [...embeddedOf(dto.prototype as object)].map(([name, { many }]) => ({
    name,
    many,
    dto: dtoOf(dto, name),
  }));
}

/**
 * Makes the parser of `include=` for an answer.
 *
 * @throws ValidationError (from the parser) if a name is unknown, or comes twice
 */
export function includeParser(dto: Dto): (raw: unknown) => IncludeTree {
  return (raw) => {
    if (raw === undefined) {
      return [];
    }
    const names = ([raw].flat() as string[]).flatMap((text) => text.split(',').map((name) => name.trim()));
    const known = namesOf(dto);
    if (names.some((name) => !known.includes(name))) {
      throw refused('enum', `Expected a comma list of ${known.join(', ')}`);
    }
    if (new Set(names).size < names.length) {
      throw refused('duplicate', 'Name each relation once');
    }
    return treeOf(dto, names);
  };
}

function refused(type: 'enum' | 'duplicate', msg: string): ValidationError {
  return ValidationError.of(['query', INCLUDE], type, msg);
}

/** `lines.product` embeds `lines`, too. */
function treeOf(dto: Dto, names: readonly string[]): IncludeTree {
  const roots = [...new Set(names.map((name) => name.split('.')[0]!))];
  return roots.map((name) => {
    const other = dtoOf(dto, name);
    const nested = names.flatMap((one) => (one.startsWith(`${name}.`) ? [one.slice(name.length + 1)] : []));
    return { name, fields: propertiesOf(other), include: treeOf(other, nested) };
  });
}

function namesOf(dto: Dto): string[] {
  return embeddedIn(dto).flatMap(({ name, dto: other }) => {
    const nested = [...embeddedOf(other.prototype as object).keys()];
    return [name, ...nested.map((inner) => `${name}.${inner}`)];
  });
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
