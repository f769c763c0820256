import type { FastifyContextConfig } from 'fastify';
import type { DefinedError } from '../../errors/define-error.js';
import type { ErrorCode } from '../../errors/error-codes.js';
import type { Access } from '../access/access.js';
import type { RequestHeader, ResponseHeader } from '../openapi/headers.js';
import type { StrictRateLimitOptions } from '../rate-limit/strict-rate-limit.decorator.js';

declare module 'fastify' {
  /** What is known of a route, from its decorators. */
  interface FastifyContextConfig {
    /** Tells routes apart. */
    number?: number;
    /** Class and method, as messages name the route: `ItemsController.create`. */
    handler?: string;
    /** Headers of a successful answer that follow from it, see `setDeclaredHeaders`. */
    headers?: readonly ResponseHeader[];
    /** Headers that the request may have. */
    accepts?: readonly RequestHeader[];
    /** Many rows in one request: the body may be larger. */
    bulk?: boolean;
    /** Asks how the server is, and is answered however badly it is; never counted. */
    probe?: boolean;
    /** Who may call it; undefined for every signed-in user. */
    access?: Access;
    /** Its answers stay out of every cache. */
    noStore?: boolean;
    /** The further limits of a route that checks or sends secrets. */
    strict?: StrictRateLimitOptions;
    /** Requests to it are not counted: it is a page of the documentation. */
    unlimited?: boolean;
    /** Its URL names no row, but shows each caller their own: its entity tags hold the row's id. */
    own?: boolean;
    /** The status of success, as `@Operation()` or an entity's decorator documents it. */
    success?: number;
    /** Takes the bytes of its body, as `@RawBody()`. */
    rawBody?: boolean;
    /** Answers no body, whatever its method returns. */
    bodiless?: boolean;
    /** Not in the OpenAPI document that clients see; answered by its schemas all the same. */
    hidden?: boolean;
  }
}

/** What is known of a route; it is the configuration of the route in Fastify, too. */
export type RouteFacts = FastifyContextConfig;

/**
 * An error that a route can give: one of the table by its code, one that a feature has defined, or some of the table with
 * what they mean on this route.
 */
export type RouteError = ErrorCode | DefinedError | Partial<Record<ErrorCode, string>>;

const FACTS = Symbol('route facts');
const ERRORS = Symbol('route errors');

type Method = (...args: never[]) => unknown;

/** Says something about a route. What is said in several places adds up. */
export function Facts(facts: RouteFacts): MethodDecorator {
  return (_target, _name, descriptor) => {
    const method = descriptor.value as Method;
    Reflect.defineMetadata(FACTS, { ...factsOf(method), ...facts }, method);
  };
}

/** What the decorators of a route say about it. */
export function factsOf(method: Method): RouteFacts {
  return (Reflect.getMetadata(FACTS, method) ?? {}) as RouteFacts;
}

/**
 * Documents errors that a route gives besides those that every route can give: by their codes, or with what they mean
 * here, as in `@Errors({ CONFLICT: 'The invoice is paid already' })`.
 */
export function Errors(...errors: RouteError[]): MethodDecorator {
  return (_target, _name, descriptor) => {
    const method = descriptor.value as Method;
    Reflect.defineMetadata(ERRORS, Object.assign({}, errorsOf(method), ...errors.map(textsOf)), method);
  };
}

/** The errors that the decorators of a route name: what each one means there, or undefined for what it means anywhere. */
export function errorsOf(method: Method): Record<string, string | undefined> {
  return (Reflect.getMetadata(ERRORS, method) ?? {}) as Record<string, string | undefined>;
}

function textsOf(error: RouteError): Record<string, string | undefined> {
  if (typeof error === 'string') {
    return { [error]: undefined };
  }
  return typeof error === 'function' ? { [error.code]: undefined } : error;
}

/** Marks a route that asks how the server is: it is answered while requests are turned away. */
export const Probe = (): MethodDecorator => Facts({ probe: true });

/** Marks a route that takes many rows: its body may be larger, see `BULK_BODY_LIMIT_BYTES`. */
export const Bulk = (): MethodDecorator => Facts({ bulk: true });
