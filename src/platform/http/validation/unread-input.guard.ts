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
  /** All of it, the fields of these names, or nothing. */
  body: true | ReadonlySet<string>;
  /** All parameters, or those of these names. */
  query: true | ReadonlySet<string>;
}

/**
 * Refuses what a client sends and the handler does not take: parameters of the query string that none of its `@Query()`
 * names, and fields of the body that none of its `@Body()` names. What is ignored silently was meant to do something.
 */
@Injectable()
export class UnreadInputGuard implements CanActivate {
  readonly #reads = new WeakMap<object, Reads>();

  canActivate(context: ExecutionContext): boolean {
    const { query, body } = context.switchToHttp().getRequest<{ query: object; body?: unknown }>();
    const reads = this.#readsOf(context);
    const errors: FieldError[] = [];
    if (reads.query !== true) {
      refuseOthers(query, reads.query, 'query', errors);
    }
    if (reads.body !== true && hasContent(body)) {
      refuseOthers(body, reads.body, 'body', errors);
      if (reads.body.size === 0 && !isObject(body)) {
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

function refuseOthers(
  given: unknown,
  known: ReadonlySet<string>,
  where: 'query' | 'body',
  errors: FieldError[],
): void {
  const names = isObject(given) ? Object.keys(given) : [];
  refuseUnknown(
    names.filter((name) => !known.has(name)),
    known,
    [where],
    errors,
  );
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
  const has = (type: RouteParamtypes) => args.some(({ source }) => source === type);
  const own = args.map(({ factory }) => (typeof factory === 'function' ? String(factory) : ''));
  const read = (type: RouteParamtypes, other: boolean) => {
    const names = args.flatMap((argument) => (argument.source === type ? [argument.name] : []));
    const whole = has(RouteParamtypes.REQUEST) || other || names.includes(undefined);
    return whole || new Set(names.filter((one) => one !== undefined));
  };
  return {
    body: read(RouteParamtypes.BODY, has(RouteParamtypes.RAW_BODY) || own.some(namesBody)),
    query: read(RouteParamtypes.QUERY, Reflect.hasMetadata(READS_QUERY, handler) || own.some(namesQuery)),
  };
}

/** What a decorator of somebody's own reads, only its code says: `request.body`, `const { query } = request`. */
const namesBody = (code: string): boolean => /\b(body|rawBody)\b/.test(code);
const namesQuery = (code: string): boolean => /\bquery\b/.test(code);

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
