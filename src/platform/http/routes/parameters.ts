import { Body, type PipeTransform, Query } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import type { Filter } from '../../core/list/filter.js';
import { listQueryParser } from '../../core/list/parse-list-query.js';
import { ApiListQuery } from '../openapi/list-parameters.js';
import { BodyPipe } from '../validation/body.js';
import type { Dto } from '../validation/dto.js';
import { BulkDeleteDto, manyDtoOf, type Many as ManyBody, upsertDtoOf } from './bulk.dto.js';
import { ApiInclude, embeds, includeParser } from './include.js';
import { onMethod } from './on-method.js';

export type { ListQuery as ListRequest } from '../../core/list/list-query.js';
export type { UpsertMany } from './bulk.dto.js';

/**
 * The query string of a list, checked against what the list declares; every parameter is documented.
 *
 * @param row the DTO of a row, where `include=` may embed its relations
 */
export function ListQuery<T>(filter: Filter<T>, row?: Dto): ParameterDecorator {
  const parse = listQueryParser(filter, row && embeds(row) ? includeParser(row) : undefined);
  const pipe: PipeTransform = { transform: parse };
  return onMethod(Query(pipe), ApiListQuery(filter), ...(row && embeds(row) ? [ApiInclude(row)] : []));
}

export type Many<C> = ManyBody<C>;

/** The body of a bulk create: its `items`, each one checked by the DTO of one new row. */
export function Many<C extends object>(create: Dto<C>): ParameterDecorator {
  return documentedBody(manyDtoOf(create));
}

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
