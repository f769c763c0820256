import { applyDecorators, Delete, Get, Patch, Post, Put } from '@nestjs/common';
import type { ErrorCode } from '../../errors/error-codes.js';
import type { RequestHeader, ResponseHeader } from '../openapi/headers.js';
import type { Dto } from '../validation/dto.js';
import { BulkDeletedDto, createdDtoOf, upsertedDtoOf } from './bulk.dto.js';
import { EntityRoute, type EntityRouteKind } from './entity-route.js';
import { Answering } from './operation.js';
import { PageDtoOf } from './page.dto.js';
import { Bulk, Errors, type RouteError } from './route-facts.js';

/** What a route of an entity may say otherwise than the names of controller and DTO have it. */
export interface EntityRouteOptions {
  /** The path below the controller's. */
  path?: string;
  /** The name of the method in generated clients. */
  id?: string;
  summary?: string;
  description?: string;
  /** Further errors, or what those that it has mean here, see `@Errors()`. */
  errors?: readonly RouteError[];
  /** Properties of the answer that the method adds to the row, which has none of the name. */
  adds?: readonly string[];
}

/** Creates one row: `POST /`, answered 201 with `Location` and `ETag`. A repeated `Idempotency-Key` creates one row. */
export const CreateRoute = (answer: Dto, options?: EntityRouteOptions): MethodDecorator =>
  route('create', Post, '', { answer, row: answer, headers: ['Location', 'ETag'] }, options);

/** Lists rows: `GET /`, one page with its `Link`. Its parameter is a `@ListQuery()`. */
export const ListRoute = (row: Dto, options?: EntityRouteOptions): MethodDecorator =>
  route('list', Get, '', { answer: PageDtoOf(row), row, headers: ['Link'] }, options);

/** Answers one row: `GET /{id}`, with its `ETag`; 304 where the client has it already. */
export const GetRoute = (answer: Dto, options?: EntityRouteOptions): MethodDecorator =>
  route('get', Get, ':id', { answer, row: answer, headers: ['ETag'] }, options);

/** Changes one row: `PATCH /{id}`, under `If-Match` if the client sends one. */
export const UpdateRoute = (answer: Dto, options?: EntityRouteOptions): MethodDecorator =>
  route('update', Patch, ':id', { answer, row: answer, headers: ['ETag'] }, options);

/** Deletes one row: `DELETE /{id}`, answered 204. */
export const DeleteRoute = (options?: EntityRouteOptions): MethodDecorator =>
  route('delete', Delete, ':id', {}, options);

/** Brings one deleted row back: `POST /{id}/restore`. */
export const RestoreRoute = (answer: Dto, options?: EntityRouteOptions): MethodDecorator =>
  route('restore', Post, ':id/restore', { answer, row: answer, headers: ['ETag'] }, options);

/** Creates many rows or none: `POST /bulk`. Its parameter is a `@Many()`. */
export const CreateManyRoute = (row: Dto, options?: EntityRouteOptions): MethodDecorator =>
  route('createMany', Post, 'bulk', { answer: createdDtoOf(row), row }, options);

/** Creates many rows, or updates those that exist: `PUT /bulk`. Its parameter is an `@Upsert()`. */
export const UpsertRoute = (row: Dto, options?: EntityRouteOptions): MethodDecorator =>
  route('upsert', Put, 'bulk', { answer: upsertedDtoOf(row), row }, options);

/** Deletes many rows: `POST /bulk/delete`. Its parameter is an `@Ids()`. */
export const DeleteManyRoute = (options?: EntityRouteOptions): MethodDecorator =>
  route('deleteMany', Post, 'bulk/delete', { answer: BulkDeletedDto }, options);

interface Answer {
  answer?: Dto;
  /** What shows a row in the answer. */
  row?: Dto;
  headers?: readonly ResponseHeader[];
}

const STATUS: Partial<Record<EntityRouteKind, number>> = { create: 201, createMany: 201, delete: 204 };

const ACCEPTS: Partial<Record<EntityRouteKind, readonly RequestHeader[]>> = {
  create: ['Idempotency-Key'],
  createMany: ['Idempotency-Key'],
  get: ['If-None-Match'],
  update: ['If-Match'],
  delete: ['If-Match'],
  restore: ['If-Match'],
};

const ERRORS: Record<EntityRouteKind, readonly ErrorCode[]> = {
  list: [],
  get: ['NOT_FOUND'],
  create: [],
  createMany: [],
  upsert: [],
  update: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  delete: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  restore: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  deleteMany: [],
};

const MANY: readonly EntityRouteKind[] = ['createMany', 'upsert', 'deleteMany'];

function route(
  kind: EntityRouteKind,
  at: (path: string) => MethodDecorator,
  path: string,
  { answer, row, headers }: Answer,
  { path: otherPath, errors = [], ...said }: EntityRouteOptions = {},
): MethodDecorator {
  return applyDecorators(
    at(otherPath ?? path),
    Answering({
      status: STATUS[kind],
      answer,
      headers,
      accepts: ACCEPTS[kind],
      errors: ERRORS[kind],
    }),
    Errors(...errors),
    ...(MANY.includes(kind) ? [Bulk()] : []),
    EntityRoute({ kind, row, ...said }),
  );
}
