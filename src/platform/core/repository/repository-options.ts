import type { ManagedColumn } from '../entity/base.entity.js';
import type { Filter } from '../list/filter.js';
import type { Action } from '../policy/policy.js';

/** The names of an entity's columns. */
export type Field<T> = keyof T & string;

/** What a new row needs: the managed columns are filled in by the repository. */
export type CreateData<T> = Omit<Partial<T>, ManagedColumn>;

export interface ReadOptions {
  /** Finds soft-deleted rows too, as far as the actor may restore them. */
  withDeleted?: boolean;
}

/** How many rows to read, and in which order. */
export interface ListOptions<T> extends ReadOptions {
  /** `-created_at` and the like, several separated by commas; the newest first if left out. */
  order?: Field<T> | `-${Field<T>}` | (string & {});
  /** All if left out. */
  limit?: number;
}

/** What must hold for a row to be written, besides that the actor sees it. */
export interface Guard {
  /** The versions one of which the row must have; any if left out. */
  versions?: readonly number[];
  /** What the entity's policy must let the actor do with the row; it is not asked if left out. */
  may?: Action;
}

/** A row, and whether the entity's policy lets the actor do what was asked. */
export interface Judged<T> {
  row: T;
  may: boolean;
}

/** What an entity declares besides its columns. */
export interface RepositoryOptions<T> {
  /** What its lists can be filtered, searched and sorted by. */
  filter: Filter<T>;
  /** The unique key by which rows are upserted, if there is one. */
  key?: readonly Field<T>[];
}
