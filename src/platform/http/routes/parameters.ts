import { Body, Query } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import type { Filter } from '../../core/list/filter.js';
import type { ListQuery as ListRequest } from '../../core/list/list-query.js';
import { ApiListQuery } from '../openapi/list-parameters.js';
import { BodyPipe } from '../validation/body.js';
import type { Dto } from '../validation/dto.js';
import { BulkDeleteDto, manyDtoOf, type Many as ManyBody, upsertDtoOf, type UpsertMany } from './bulk.dto.js';
import { ListQueryPipe } from './list-query.pipe.js';
import { onMethod } from './on-method.js';

export type ListQuery = ListRequest;

/**
 * The query string of a list, checked against what the list declares; every parameter is documented. `include=` is one of
 * them where the DTO of the route's rows embeds relations.
 */
export function ListQuery<T>(filter: Filter<T>): ParameterDecorator {
  return onMethod(Query(new ListQueryPipe(filter)), ApiListQuery(filter));
}

export type Many<C> = ManyBody<C>;

/** The body of a bulk create: its `items`, each one checked by the DTO of one new row. */
export function Many<C extends object>(create: Dto<C>): ParameterDecorator {
  return documentedBody(manyDtoOf(create));
}

export type Upsert<C> = UpsertMany<C>;

/**
 * The body of a bulk upsert: its `items`, and which fields of rows that exist they change.
 *
 * @param key the columns by which rows that exist are known
 */
export function Upsert<C extends object>(create: Dto<C>, key: readonly string[]): ParameterDecorator {
  const names = key.map((name) => `\`${name}\``).join(' and ');
  return onMethod(
    documentedBody(upsertDtoOf(create, key)),
    ApiOperation({ description: `Rows that exist are known by ${names}.` }),
  );
}

export type Ids = BulkDeleteDto;

/** The body of a bulk delete: its `ids`. */
export function Ids(): ParameterDecorator {
  return documentedBody(BulkDeleteDto);
}

function documentedBody(dto: Dto): ParameterDecorator {
  return onMethod(Body(new BodyPipe(dto)), ApiBody({ type: dto }));
}
