import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';

/** What Nest takes a parameter from. */
const SOURCES = Object.values(RouteParamtypes).filter((one) => typeof one === 'number');

/** One decorated parameter of a route's method. */
export interface RouteArgument {
  /** What it is taken from; undefined for a decorator of somebody's own. */
  source: RouteParamtypes | undefined;
  /** Its place among the parameters. */
  index: number;
  /** The name in `@Query('name')`; undefined for all of it. */
  name: string | undefined;
  /** Its own pipes, as Nest keeps them: what is added runs. */
  pipes: unknown[];
  /** The class that TypeScript declares. */
  type: unknown;
  /** What makes the value of a decorator of somebody's own, see `createParamDecorator` of Nest. */
  factory: unknown;
}

/** A decorated parameter as Nest keeps it. */
interface KeptArgument {
  index: number;
  data?: string;
  pipes: unknown[];
  factory?: unknown;
}

/** The decorated parameters of a method, as Nest keeps them by `source:index`. */
export function argumentsOf(controller: { prototype: object }, method: string): RouteArgument[] {
  const kept = keptArguments(controller, method);
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype, method) ?? []) as unknown[];
  return Object.entries(kept).map(([key, { index, data, pipes, factory }]) => {
    const source = SOURCES.find((one) => key.startsWith(`${one}:`));
    return { source, index, name: data, pipes, type: types[index], factory };
  });
}

/**
 * Gives a controller parameters of its own for a method: those that it has or inherits, changed.
 *
 * @param change of one parameter; undefined takes it away
 */
export function changeArguments(
  controller: { prototype: object },
  method: string,
  change: (argument: KeptArgument) => KeptArgument | undefined,
): void {
  const changed = Object.entries(keptArguments(controller, method)).flatMap(([key, argument]) => {
    const other = change(argument);
    return other ? [[key, other] as const] : [];
  });
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, Object.fromEntries(changed), controller, method);
}

function keptArguments(controller: { prototype: object }, method: string): Record<string, KeptArgument> {
  return (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, KeptArgument>;
}

/** The place for one more parameter of a method, behind those that are decorated, and those that only its code knows. */
export function hiddenPosition(prototype: object, name: string, method: { length: number }): number {
  const decorated = argumentsOf(prototype.constructor, name);
  return Math.max(method.length, ...decorated.map(({ index }) => index + 1));
}
