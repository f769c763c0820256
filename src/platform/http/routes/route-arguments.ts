import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';

const { BODY, RAW_BODY, QUERY, PARAM, REQUEST } = RouteParamtypes;

/** What a request carries, and a parameter can be taken from. */
const SOURCES = [BODY, RAW_BODY, QUERY, PARAM, REQUEST];

/** One decorated parameter of a route's method. */
export interface RouteArgument {
  /** What it is taken from; undefined for the rest, such as a decorator of somebody's own. */
  source: RouteParamtypes | undefined;
  /** Its place among the parameters. */
  index: number;
  /** The name in `@Query('name')`; undefined for all of it. */
  name: string | undefined;
  /** Its own pipes, as Nest keeps them: what is added runs. */
  pipes: unknown[];
  /** The class that TypeScript declares. */
  type: unknown;
}

/** The decorated parameters of a method, as Nest keeps them by `source:index`. */
export function argumentsOf(controller: { prototype: object }, method: string): RouteArgument[] {
  const kept = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { index: number; data?: string; pipes: unknown[] }
  >;
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype, method) ?? []) as unknown[];
  return Object.entries(kept).map(([key, { index, data, pipes }]) => {
    const source = SOURCES.find((one) => key.startsWith(`${one}:`));
    return { source, index, name: data, pipes, type: types[index] };
  });
}
