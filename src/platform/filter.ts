/** What a list is declared by, and what it gives. */
export { field, filterOf } from './core/list/filter.js';
export type { ListQuery, Page } from './core/list/list-query.js';
