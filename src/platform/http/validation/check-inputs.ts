import type { Type } from '@nestjs/common';
import { PIPES_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { StartError } from '../../errors/start-error.js';
import type { Route } from '../routes/adopt-routes.js';
import { entityRouteOf } from '../routes/entity-route.js';
import { argumentsOf } from '../routes/route-arguments.js';
import type { Dto } from './dto.js';
import { ScalarPipe } from './scalar.pipe.js';
import { hasRules, shapeOf } from './shape.js';

/** The decorators whose values the pipe of DTOs looks at. */
const SOURCES = new Map<RouteParamtypes | undefined, string>([
  [RouteParamtypes.BODY, 'Body'],
  [RouteParamtypes.QUERY, 'Query'],
  [RouteParamtypes.PARAM, 'Param'],
]);
const SCALARS: ReadonlySet<unknown> = new Set([String, Number, Boolean, Date]);

/**
 * Sees to it that what a handler takes is what its parameters say. A number, boolean, time or text that no pipe reads is
 * read, or refused, as TypeScript declares it.
 *
 * @throws StartError for a parameter of which nothing could be checked, and says what to write
 */
export function checkInputs({ controller, name, method }: Route): void {
  const checkedElsewhere = [controller, method].some((on) => Reflect.hasMetadata(PIPES_METADATA, on));
  for (const { source, name: part, pipes, type } of argumentsOf(controller, name)) {
    const decorator = SOURCES.get(source);
    if (!decorator) {
      continue;
    }
    const named = part !== undefined;
    const where = `${controller.name}.${name} takes @${decorator}(${named ? `'${part}'` : ''})`;
    if (hasRules(type)) {
      checkShape(type, where);
      if (source === RouteParamtypes.BODY && entityRouteOf(method)?.kind === 'update') {
        refuseDefaults(type, where);
      }
    } else if (pipes.length === 0 && named && SCALARS.has(type)) {
      pipes.push(new ScalarPipe(type));
    } else if (pipes.length === 0 && !checkedElsewhere) {
      refuseUnchecked(type, named, where);
    }
  }
}

/** Reads a DTO and all that it nests now, so that what is wrong with them is said before the first request. */
function checkShape(dto: Dto, where: string, seen = new Set<Dto>()): void {
  if (seen.has(dto)) {
    return;
  }
  seen.add(dto);
  const { fields, initialised } = readShape(dto, where);
  const bare = initialised.find((name) => !fields.has(name));
  if (bare !== undefined) {
    throw new StartError(
      `${where} ${dto.name}, whose ${bare} has a default but no rule of class-validator: every request would be refused for it. Give it a rule, or @Allow().`,
    );
  }
  for (const { name, nested, fixedType } of fields.values()) {
    if (nested && hasRules(fixedType)) {
      checkShape(fixedType, where, seen);
    } else if (nested && isClass(fixedType)) {
      throw new StartError(
        `${where} ${dto.name}, whose ${name} has @ValidateNested(), but no field of ${fixedType.name} has a rule of class-validator. ${ADVICE}`,
      );
    }
  }
}

/** A field that an update leaves out stays as it is stored, while a default would take its place: `PartialType()` keeps them. */
function refuseDefaults(dto: Dto, where: string): void {
  const { fields, initialised } = shapeOf(dto);
  const withDefault = [...fields.values()].find(
    ({ name, traits }) => traits.default !== undefined || initialised.includes(name),
  );
  if (withDefault) {
    throw new StartError(
      `${where} ${dto.name}, whose ${withDefault.name} has a default: an update that leaves it out would overwrite what is stored. ` +
        `Make the class of PatchOf(…) of platform/dto.ts instead of PartialType(…), or give the default in the method.`,
    );
  }
}

function readShape(dto: Dto, where: string): ReturnType<typeof shapeOf> {
  try {
    return shapeOf(dto);
  } catch (error) {
    throw new StartError(`${where} ${dto.name}. ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

const ADVICE = 'Give its fields rules such as @IsString(): nothing would be checked without them.';

function refuseUnchecked(type: unknown, named: boolean, where: string): void {
  if (isClass(type)) {
    throw new StartError(
      `${where} ${type.name}, but no field of ${type.name} has a rule of class-validator. ${ADVICE} What a pipe of yours checks names it: @Body(new MyPipe()); what nothing checks is declared as unknown.`,
    );
  }
  if (type === Array && !named) {
    throw new StartError(
      `${where} a list, of which nothing says what is in it. Write new ParseArrayPipe({ items: TheDto }) into the decorator.`,
    );
  }
}

/** Whether a type is a class of somebody's own, not one of JavaScript. */
function isClass(type: unknown): type is Type {
  return typeof type === 'function' && /^class\b/.test(Function.prototype.toString.call(type));
}
