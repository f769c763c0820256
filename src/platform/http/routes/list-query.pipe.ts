import type { PipeTransform } from '@nestjs/common';
import type { Filter } from '../../core/list/filter.js';
import type { ListQuery } from '../../core/list/list-query.js';
import { listQueryParser, type RawQuery } from '../../core/list/parse-list-query.js';
import type { Dto } from '../validation/dto.js';
import { includeParser } from './include.js';

/** Reads the query string of a list by what the list declares. */
export class ListQueryPipe<T> implements PipeTransform<RawQuery, ListQuery> {
  readonly #filter;
  readonly #row;
  readonly #others;
  readonly #parse;

  /**
   * @param row the DTO of a row, where `include=` asks for what it embeds
   * @param others parameters that the method takes beside those of the list
   */
  constructor(filter: Filter<T>, row?: Dto, others?: readonly string[]) {
    this.#filter = filter;
    this.#row = row;
    this.#others = others;
    this.#parse = listQueryParser(filter, row && includeParser(row), others);
  }

  /** The same list, which reads `include=`, too. @param row the DTO of a row, which says what can be embedded */
  embedding(row: Dto): ListQueryPipe<T> {
    return new ListQueryPipe(this.#filter, row, this.#others);
  }

  /** The same list, which embeds nothing. */
  plain(): ListQueryPipe<T> {
    return this.#row ? new ListQueryPipe(this.#filter, undefined, this.#others) : this;
  }

  /** The same list, which leaves parameters of these names to others. */
  beside(others: readonly string[]): ListQueryPipe<T> {
    return new ListQueryPipe(this.#filter, this.#row, others);
  }

  transform(raw: RawQuery): ListQuery {
    return this.#parse(raw);
  }
}
