import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IfGiven } from './conditions.js';
import type { Dto } from './dto.js';
import { shapeOf } from './shape.js';
import { traitsDecorator } from './traits.js';

const PROPERTIES = 'swagger/apiModelProperties';
const PROPERTY_NAMES = 'swagger/apiModelPropertiesArray';

/** What every entity's answers carry, in the order of the answer; `own` fields stand between id and times. */
interface EntityFields {
  id: string;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  version: number;
}

/** The body of a PATCH: every field of `create` may be left out, and none gets a default. */
export function PatchOf<T extends object>(create: Dto<T>): Dto<Partial<T>> {
  const patch = copyOf(create) as Dto<Partial<T>>;
  for (const name of shapeOf(create).fields.keys()) {
    IfGiven()(patch.prototype as object, name);
  }
  for (const name of propertiesOf(create)) {
    const { default: _default, ...schema } = schemaOf(create, name);
    // ApiProperty() would add to what has been copied, the default included.
    Reflect.defineMetadata(PROPERTIES, { ...schema, required: false }, patch.prototype as object, name);
  }
  return withoutDefaults(patch);
}

/** The same fields with the same rules; what is left out stays left out. */
export function WithoutDefaults<T extends object>(dto: Dto<T>): Dto<T> {
  return withoutDefaults(copyOf(dto));
}

/** A class with the same fields, rules and documentation, to which more can be said. */
function copyOf<T extends object>(dto: Dto<T>): Dto<T> {
  return OmitType(dto as Dto, []) as Dto<T>;
}

function withoutDefaults<T extends object>(dto: Dto<T>): Dto<T> {
  for (const name of shapeOf(dto).fields.keys()) {
    traitsDecorator({ default: undefined })(dto.prototype as object, name);
  }
  return class extends (dto as Dto) {
    constructor() {
      super();
      Object.keys(this).forEach((name) => Reflect.deleteProperty(this, name));
    }
  } as Dto<T>;
}

/**
 * The answer that shows an entity: its id, the fields of `create` – all of them present –, what the subclass declares,
 * and the managed fields.
 *
 * @param create the body of a new row; left out where clients send none
 */
export function EntityDtoOf<T extends object = object>(create?: Dto<T>): Dto<Required<T> & EntityFields> {
  class EntityDto {
    declare id: string;
  }
  document(EntityDto, 'id', {
    type: 'string',
    format: 'uuid',
    example: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
  });
  for (const name of create ? propertiesOf(create) : []) {
    const { type, format, nullable, example, description, items, isArray, anyOf, ...rest } = schemaOf(
      create!,
      name,
    );
    const named = 'enum' in rest ? { enum: rest.enum, enumName: rest.enumName } : {};
    const shown = { type, format, nullable, example, description, items, isArray, anyOf, ...named };
    document(
      EntityDto,
      name,
      Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)),
    );
  }
  const time = { type: 'string', format: 'date-time', example: '2025-01-05T12:00:00.000Z' };
  document(EntityDto, 'created_at', time);
  document(EntityDto, 'updated_at', time);
  document(EntityDto, 'deleted_at', {
    ...time,
    nullable: true,
    example: null,
    description: 'Set while the row is deleted',
  });
  document(EntityDto, 'version', {
    type: 'integer',
    example: 1,
    description: 'Rises by one with every change',
  });
  return EntityDto as Dto<Required<T> & EntityFields>;
}

type Schema = Record<string, unknown>;

/** The documented properties of a DTO. */
export function propertiesOf(dto: Dto): string[] {
  const names = (Reflect.getMetadata(PROPERTY_NAMES, dto.prototype as object) ?? []) as string[];
  return names.map((name) => name.slice(1));
}

/** What is documented of one of them, as Swagger keeps it. */
export function schemaOf(dto: Dto, name: string): Schema {
  return Reflect.getMetadata(PROPERTIES, dto.prototype as object, name) as Schema;
}

function document(dto: new () => object, name: string, schema: Schema): void {
  ApiProperty({ required: true, ...schema })(dto.prototype as object, name);
}
