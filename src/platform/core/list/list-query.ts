import type { Include } from '../relations/include.js';
import type { Operator } from './filter.js';

/** Which rows by their deletion mark. */
export type Deleted = 'exclude' | 'include' | 'only';

/** One filter of a request: `quantity__gte=5`. */
export interface Condition {
  field: string;
  operator: Operator;
  /** The parsed value; an array for `in` and `not_in`, a boolean for `isnull`. */
  value: unknown;
}

/** One key of the order; the repository appends the id. */
export interface SortKey {
  field: string;
  descending: boolean;
}

/** A list request, parsed and valid. */
export interface ListQuery {
  conditions: Condition[];
  search: string;
  deleted: Deleted;
  order: SortKey[];
  size: number;
  /** Offset mode; 1 is the first page. */
  page: number;
  /** Cursor mode if set; opaque, read by the repository. */
  cursor?: string;
  /** What is embedded into the rows. */
  include?: Include;
  /** Whether to count; undefined means as the mode does by default (offset: yes, cursor: no). */
  include_total?: boolean;
}

/** A page of rows in both modes; `page` and `pages` are null in cursor mode, `total` where nothing was counted. */
export interface Page<T> {
  items: T[];
  total: number | null;
  page: number | null;
  size: number;
  pages: number | null;
  next_cursor: string | null;
  previous_cursor: string | null;
}
