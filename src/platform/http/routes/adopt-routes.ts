import type { Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { inheritMetadata } from './inherit-metadata.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** A route's method, as its controller has it. */
export interface Route {
  controller: Type;
  name: string;
  method: Method;
}

/** Gives a controller a method of its own for each of its routes. */
export function adoptRoutes(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, Method>;
  return methodNames(prototype).flatMap((name) => {
    const written = implementations(prototype, name);
    const route = written.findIndex(isRoute);
    if (route < 0) {
      return [];
    }
    const own = Object.hasOwn(prototype, name);
    const method = own ? prototype[name]! : callerOf(prototype[name]!);
    written.slice(own ? 1 : 0, route + 1).forEach((above) => inheritMetadata(above, method));
    if (!own) {
      replace(prototype, name, method, prototype[name]!);
    }
    return [{ controller, name, method }];
  });
}

function callerOf(method: Method): Method {
  return function (...args) {
    return method.apply(this, args);
  };
}

/** Puts a method in the place of another one, whose name it takes. */
export function replace(prototype: object, name: string, method: Method, replaced: Method): void {
  Object.defineProperty(method, 'name', { value: replaced.name });
  Object.defineProperty(prototype, name, { value: method, configurable: true, writable: true });
}

function methodNames(prototype: object): string[] {
  const names = new Set(chainOf(prototype).flatMap((owner) => Object.getOwnPropertyNames(owner)));
  names.delete('constructor');
  return [...names];
}

/** The methods of this name, from the class itself up. */
function implementations(prototype: object, name: string): Method[] {
  return chainOf(prototype).flatMap((owner) => {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
    return typeof value === 'function' ? [value as Method] : [];
  });
}

function chainOf(prototype: object): object[] {
  const chain: object[] = [];
  for (let owner = prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object) {
    chain.push(owner);
  }
  return chain;
}

function isRoute(method: Method): boolean {
  return Reflect.hasMetadata(METHOD_METADATA, method);
}
