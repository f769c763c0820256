import type { PipeTransform } from '@nestjs/common';
import type { Filter } from '../../core/list/filter.js';
import type { ListQuery } from '../../core/list/list-query.js';
import { listQueryParser, type RawQuery } from '../../core/list/parse-list-query.js';
import type { Dto } from '../validation/dto.js';
import { includeParser } from './include.js';

/** Reads the query string of a list by what the list declares. */
export class ListQueryPipe<T> implements PipeTransform<RawQuery, ListQuery> {
  readonly #filter;
  #parse;

  constructor(filter: Filter<T>) {
    this.#filter = filter;
    this.#parse = listQueryParser(filter);
  }

  /** Reads `include=`, too. @param row the DTO of a row, which says what can be embedded */
  embed(row: Dto): void {
    this.#parse = listQueryParser(this.#filter, includeParser(row));
  }

  transform(raw: RawQuery): ListQuery {
    return this.#parse(raw);
  }
}
