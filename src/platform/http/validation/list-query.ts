import { type PipeTransform, Query } from '@nestjs/common';
import type { Filter } from '../../core/list/filter.js';
import type { ListQuery } from '../../core/list/list-query.js';
import { listQueryParser, type RawQuery } from '../../core/list/parse-list-query.js';

class ListQueryPipe<T> implements PipeTransform<RawQuery, ListQuery> {
  readonly transform: (raw: RawQuery) => ListQuery;

  constructor(filter: Filter<T>) {
    this.transform = listQueryParser(filter);
  }
}

/** The query string of a list, checked against what the list declares. */
export function ValidListQuery<T>(filter: Filter<T>): ParameterDecorator {
  return Query(new ListQueryPipe(filter));
}
