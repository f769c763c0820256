import { type ExposeOptions, TransformationType, Type, type TypeMetadata } from 'class-transformer';
import { defaultMetadataStorage as transformer } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';
import { adaptConstraint } from './constraints.js';
import type { Dto } from './dto.js';
import { type Traits, traitsOf } from './traits.js';

/** What class-validator and class-transformer know of one field of a DTO. */
export interface Field {
  name: string;
  /** The name that the client uses; another one by `@Expose({ name })` only. */
  input: string;
  /** The rules, conditions and nestings, without what only carries traits. */
  metadatas: ValidationMetadata[];
  traits: Traits;
  /** The declared type of a value in `object`: that of `@Type()`, else that of TypeScript; undefined if neither says one. */
  typeIn: (object: object, value: unknown) => unknown;
  /** The class that every value has; undefined if it depends on the value. */
  fixedType: unknown;
  /** The class that TypeScript declares: `Array`, `Number`, `Line`; undefined where it emits none. */
  declared: unknown;
  /** Whether that is a list, or a set, which comes as one. */
  list: boolean;
  /** Whether that is a map, which comes as an object. */
  map: boolean;
  /** Whether `@ValidateNested()` has the rules of the value's own class checked. */
  nested: boolean;
  /** Whether a `@Transform()` makes the value. */
  rewritten: boolean;
  /** Whether class-transformer has more to do than to make an instance of a class that is known beforehand. */
  transformed: boolean;
}

/** All that is known of a DTO. */
export interface Shape {
  dto: Dto;
  fields: ReadonlyMap<string, Field>;
  /** The names that the client may use: a field that class-transformer does not take has none. */
  inputs: ReadonlyMap<string, Field>;
  /** What a new instance has by the initialisers of its properties. */
  initialised: readonly string[];
  /** Whether only its constructor makes a whole instance: there are private members, or setters of fields. */
  constructed: boolean;
}

const shapes = new WeakMap<Dto, Shape>();

/** Whether any field of a class has a rule. */
export function hasRules(type: unknown): type is Dto {
  return typeof type === 'function' && metadatasOf(type as Dto).length > 0;
}

/** Reads a DTO, once. */
export function shapeOf(dto: Dto): Shape {
  let shape = shapes.get(dto);
  if (!shape) {
    shape = read(dto);
    shapes.set(dto, shape);
  }
  return shape;
}

function metadatasOf(dto: Dto): ValidationMetadata[] {
  return getMetadataStorage().getTargetValidationMetadatas(dto, dto.name, false, false);
}

function read(dto: Dto): Shape {
  const metadatas = metadatasOf(dto);
  metadatas.forEach(adaptConstraint);
  const groups = Map.groupBy(metadatas, ({ propertyName }) => propertyName);
  const fields = new Map([...groups].map(([name, group]) => [name, readField(dto, name, group)]));
  return {
    dto,
    fields,
    inputs: new Map(
      [...fields.values()].flatMap((field) => (isTaken(dto, field) ? [[field.input, field]] : [])),
    ),
    constructed: isConstructed(dto, fields),
    initialised: Object.entries(new dto()).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  };
}

function isConstructed(dto: Dto, fields: Shape['fields']): boolean {
  const own = dto.prototype as object;
  return (
    [...fields.keys()].some((name) => name in own) ||
    chainOf(dto).some((one) => /[\s;{.]#[A-Za-z_$]/.test(Function.prototype.toString.call(one)))
  );
}

function chainOf(dto: unknown): unknown[] {
  return typeof dto === 'function' && dto !== Function.prototype
    ? [dto, ...chainOf(Object.getPrototypeOf(dto))]
    : [];
}

function readField(dto: Dto, name: string, group: ValidationMetadata[]): Field {
  const declared = Reflect.getMetadata('design:type', dto.prototype as object, name) as unknown;
  const nested = group.some(({ type }) => type === 'nestedValidation');
  if (nested) {
    nameNestedType(dto, name, declared);
  }
  const named = transformer.findTypeMetadata(dto, name) as TypeMetadata | undefined;
  const exposed = transformer.findExposeMetadata(dto, name) as { options: { name?: string } } | undefined;
  const rewritten =
    transformer.findTransformMetadatas(dto, name, TransformationType.PLAIN_TO_CLASS).length > 0;
  return {
    name,
    input: exposed?.options.name ?? name,
    metadatas: group.filter((metadata) => !traitsOf(metadata)),
    traits: asDeclared(Object.assign({}, ...group.map(traitsOf)) as Traits, declared),
    typeIn: (object, value) => (named ? typeBy(named, object, value) : declared),
    fixedType: named ? (isFixed(named) ? typeBy(named, {}, undefined) : undefined) : declared,
    declared,
    list: declared === Array || declared === Set,
    map: declared === Map,
    nested,
    rewritten,
    transformed:
      rewritten ||
      declared === Map ||
      declared === Set ||
      isTransformed(dto, name) ||
      (named !== undefined && !(nested && isFixed(named))),
  };
}

/** A clean moment is text, as JSON has it; where TypeScript declares a `Date` it becomes one. */
function asDeclared(traits: Traits, declared: unknown): Traits {
  const { clean, moment } = traits;
  return moment && clean && declared === Date
    ? { ...traits, clean: (value) => new Date(clean(value) as string) }
    : traits;
}

/**
 * class-transformer needs the class of a nested DTO by `@Type()`; without it class-validator refuses whatever comes. The
 * class that TypeScript declares does as well.
 */
function nameNestedType(dto: Dto, name: string, declared: unknown): void {
  if (transformer.findTypeMetadata(dto, name) as unknown) {
    return;
  }
  if (typeof declared !== 'function' || declared === Array || declared === Object) {
    throw new Error(
      `${dto.name}.${name} has @ValidateNested() but nothing names its class: add @Type(() => TheClass) of class-transformer`,
    );
  }
  Type(() => declared)(dto.prototype as object, name);
}

/** The class that `@Type()` names, as class-transformer asks for it. */
function typeBy(
  { typeFunction, options, propertyName }: TypeMetadata,
  object: object,
  value: unknown,
): unknown {
  const { property, subTypes } = options.discriminator ?? {};
  const name = property && (value as Record<string, unknown> | null)?.[property];
  const subType = subTypes?.find((candidate) => candidate.name === name);
  return subType?.value ?? typeFunction({ newObject: {}, object, property: propertyName });
}

function isFixed({ typeFunction, options }: TypeMetadata): boolean {
  return typeFunction.length === 0 && !options.discriminator;
}

/** Whether class-transformer makes a field of what a client sends; it passes over what is not exposed, without a word. */
function isTaken(dto: Dto, { name }: Field): boolean {
  const exposed = transformer.findExposeMetadata(dto, name) as { options: ExposeOptions } | undefined;
  const names = (listed: unknown) => (listed as string[]).includes(name);
  return !(
    names(transformer.getExcludedProperties(dto, TransformationType.PLAIN_TO_CLASS)) ||
    exposed?.options.groups?.length ||
    (isExposing(dto) && !names(transformer.getExposedProperties(dto, TransformationType.PLAIN_TO_CLASS)))
  );
}

/** Whether `@Exclude()` is above the class, so that only what has `@Expose()` is taken. */
function isExposing(dto: Dto): boolean {
  return transformer.getStrategy(dto) === 'excludeAll';
}

function isTransformed(dto: Dto, name: string): boolean {
  return (
    isExposing(dto) ||
    (transformer.findExposeMetadata(dto, name) as unknown) !== undefined ||
    (transformer.findExcludeMetadata(dto, name) as unknown) !== undefined
  );
}
