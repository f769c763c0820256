import type { Type } from '@nestjs/common';
import { PARAMTYPES_METADATA } from '@nestjs/common/constants.js';
import { getSchemaPath } from '@nestjs/swagger';
import type { Route } from '../routes/adopt-routes.js';
import { propertiesOf, schemaOf } from '../validation/dto-shapes.js';

/** A schema that gets a name of its own in the document, and what gives it. */
export interface NamedSchema {
  /** The class, or the property with the enum. */
  giver: string;
  /** Where it was met: `ItemsController.create`. */
  place: string;
  /** What it says; schemas of one name are the same if this is. */
  shape: string;
}

type Property = Record<string, unknown> & { type?: unknown; enum?: unknown; enumName?: string };

/** Every class and enum that the routes' bodies, parameters and answers are made of, by its name in the document. */
export function namedSchemas(routes: Iterable<Route>): Map<string, NamedSchema[]> {
  const found = new Map<string, NamedSchema[]>();
  const seen = new Set<unknown>();
  const note = (name: string, schema: NamedSchema): void =>
    void found.set(name, [...(found.get(name) ?? []), schema]);
  const visit = (type: unknown, place: string): void => {
    const dto = classOf(type);
    if (!dto || seen.has(dto)) {
      return;
    }
    seen.add(dto);
    const properties = propertiesOf(dto).map((name) => [name, schemaOf(dto, name) as Property] as const);
    if (properties.length > 0) {
      note(nameOf(dto), { giver: dto.name, place, shape: JSON.stringify(properties, withNames) });
    }
    for (const [name, property] of properties) {
      if (property.enumName) {
        const shape = JSON.stringify(property.enum, withNames);
        note(property.enumName, { giver: `the enum of ${dto.name}.${name}`, place, shape });
      }
      visit(property.type, place);
    }
    (metadata(EXTRA_MODELS, dto) as unknown[] | undefined)?.forEach((model) => visit(model, place));
  };
  for (const route of routes) {
    typesOf(route).forEach((type) => visit(type, `${route.controller.name}.${route.name}`));
  }
  return found;
}

const EXTRA_MODELS = 'swagger/apiExtraModels';

/** The types of a route's parameters and answers. */
function typesOf({ controller, name, method }: Route): unknown[] {
  const parameters = (metadata('swagger/apiParameters', method) ?? []) as { type?: unknown }[];
  const responses = Object.values(
    (metadata('swagger/apiResponse', method) ?? {}) as Record<string, { type?: unknown }>,
  );
  const written = (Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype as object, name) ??
    []) as unknown[];
  const models = (metadata(EXTRA_MODELS, method) ?? []) as unknown[];
  return [...written, ...models, ...[...parameters, ...responses].map(({ type }) => type)];
}

function metadata(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}

/** The class that a type names, as `@ApiProperty()` takes it: itself, in a list, or behind a function. */
function classOf(type: unknown): Type | undefined {
  if (Array.isArray(type)) {
    return classOf(type[0]);
  }
  if (typeof type !== 'function') {
    return undefined;
  }
  return type.prototype === undefined ? classOf((type as () => unknown)()) : (type as Type);
}

/** The name of a class in the document, once it is renamed. */
export function nameOf(dto: Type): string {
  return getSchemaPath(dto).split('/').at(-1)!.replace(/Dto$/, '');
}

function withNames(_key: string, value: unknown): unknown {
  const dto = typeof value === 'function' ? classOf(value) : undefined;
  return dto ? nameOf(dto) : value;
}
