import {
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  HEADERS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
} from '@nestjs/common/constants.js';

type Method = (...args: never[]) => unknown;

/** Of these Nest keeps lists, which add up: a guard of an override stands behind those that it inherits. */
const LISTS: readonly unknown[] = [
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  EXCEPTION_FILTERS_METADATA,
  HEADERS_METADATA,
];

/** Gives a method all that decorators said of another one, as far as its own decorators say nothing else. */
export function inheritMetadata(from: Method, to: Method): void {
  for (const key of Reflect.getMetadataKeys(from) as string[]) {
    const inherited: unknown = Reflect.getMetadata(key, from);
    const own: unknown = Reflect.getMetadata(key, to);
    Reflect.defineMetadata(key, merged(key, inherited, own), to);
  }
}

function merged(key: unknown, inherited: unknown, own: unknown): unknown {
  if (own === undefined) {
    return inherited;
  }
  if (Array.isArray(inherited) && Array.isArray(own)) {
    return LISTS.includes(key) ? [...(inherited as unknown[]), ...(own as unknown[])] : own;
  }
  return isRecord(inherited) && isRecord(own) ? { ...inherited, ...own } : own;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
