import type { Actor } from '../../context/actor.js';
import type { Condition } from '../../database/condition.js';

/** What an actor wants to do with a row that exists. */
export type Action = 'update' | 'delete' | 'restore';

/**
 * Who may do what with the rows of an entity. The system may do everything and is never asked about.
 *
 * A row that an actor does not see does not exist for them (404); one that they see and may not change is refused (403).
 * Deleted rows are seen by those who may restore them.
 */
export interface Policy<T> {
  /** The rows that the actor sees. */
  sees(actor: Actor): Condition<T>;
  /** Of those, the rows with which the actor may do this. */
  writes(actor: Actor, action: Action): Condition<T>;
  /** Whether the actor may make rows. */
  creates(actor: Actor): boolean;
  /** What a new row gets from its maker, whatever the maker sent. */
  gives?(actor: Actor): Partial<T>;
}

/** What holds for an entity without a policy: all is open to every caller of its service. */
export const OPEN: Policy<object> = {
  sees: () => true,
  writes: () => true,
  creates: () => true,
};
