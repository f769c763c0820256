import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FieldError } from '../../errors/app-error.js';
import { ValidationError } from '../../errors/errors.js';
import { argumentsOf } from '../routes/route-arguments.js';
import { refuseUnknown } from './unknown-fields.js';

const READS_QUERY = Symbol('reads query');

/** Marks a route that reads its query string by other means than `@Query()`. */
export const ReadsQuery = (): MethodDecorator => SetMetadata(READS_QUERY, true);

/** What a handler reads of a request. */
interface Reads {
  body: boolean;
  /** All parameters, or those of these names. */
  query: true | ReadonlySet<string>;
}

/**
 * Refuses what a client sends and the handler does not take: parameters of the query string that none of its `@Query()`
 * names, and a body with fields where it has no `@Body()`. What is ignored silently was meant to do something.
 */
@Injectable()
export class UnreadInputGuard implements CanActivate {
  readonly #reads = new WeakMap<object, Reads>();

  canActivate(context: ExecutionContext): boolean {
    const { query, body } = context.switchToHttp().getRequest<{ query: object; body?: unknown }>();
    const reads = this.#readsOf(context);
    const errors: FieldError[] = [];
    if (reads.query !== true) {
      const known = reads.query;
      refuseUnknown(
        Object.keys(query).filter((name) => !known.has(name)),
        known,
        ['query'],
        errors,
      );
    }
    if (!reads.body && hasContent(body)) {
      const names = isObject(body) ? Object.keys(body) : [];
      refuseUnknown(names, [], ['body'], errors);
      if (names.length === 0) {
        errors.push({ loc: ['body'], msg: 'This route takes no body', type: 'unknown' });
      }
    }
    if (errors.length > 0) {
      throw new ValidationError(errors);
    }
    return true;
  }

  #readsOf(context: ExecutionContext): Reads {
    const handler = context.getHandler();
    let reads = this.#reads.get(handler);
    if (!reads) {
      reads = readsOf(context.getClass(), handler);
      this.#reads.set(handler, reads);
    }
    return reads;
  }
}

/** Whether a body is more than `{}`. */
function hasContent(body: unknown): boolean {
  return body !== undefined && !(isObject(body) && Object.keys(body).length === 0);
}

function isObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function readsOf(controller: { prototype: object }, handler: object): Reads {
  const name = methodName(controller.prototype, handler);
  const args = name ? argumentsOf(controller, name) : [];
  const ofType = (type: RouteParamtypes) => args.filter(({ source }) => source === type);
  const all = ofType(RouteParamtypes.REQUEST).length > 0;
  const queries = ofType(RouteParamtypes.QUERY).map((argument) => argument.name);
  const whole = all || queries.includes(undefined) || Reflect.hasMetadata(READS_QUERY, handler);
  return {
    body: all || ofType(RouteParamtypes.BODY).length > 0 || ofType(RouteParamtypes.RAW_BODY).length > 0,
    query: whole ? true : new Set(queries.filter((query) => query !== undefined)),
  };
}

/** A decorator may have put another function in the place of a method: its own name tells nothing. */
function methodName(prototype: object | null, handler: object): string | undefined {
  if (!prototype) {
    return undefined;
  }
  const own = Object.getOwnPropertyNames(prototype).find(
    (name) => Object.getOwnPropertyDescriptor(prototype, name)?.value === handler,
  );
  return own ?? methodName(Object.getPrototypeOf(prototype) as object | null, handler);
}
