import type { Actor } from '../../context/actor.js';
import { StartError } from '../../errors/start-error.js';

/** A row that is about to be created or changed. */
export interface Save<T, Create, Update = Partial<Create>> {
  /** The row as it is; undefined for a new one. */
  before: T | undefined;
  /** What the caller sent: a whole new row, or the changes of one that exists. */
  data: Create | Update;
  actor: Actor;
}

/** A row that was created or changed. */
export interface Saved<T, Create, Update = Partial<Create>> extends Save<T, Create, Update> {
  after: T;
}

/** A row that is about to be deleted, or brought back. */
export interface Mark<T> {
  before: T;
  actor: Actor;
}

/** A row that was deleted, or brought back. */
export interface Marked<T> extends Mark<T> {
  after: T;
}

/**
 * What a feature adds to the writes of its entity: methods of its service with these names. Each runs in the transaction
 * of the write, with the rows that exist locked before, so a throw undoes it all; for effects outside of the database see
 * `Database.afterCommit`. `beforeSave` and `afterSave` hold for one row and for many, for creating, changing and upserting.
 */
export interface Rules<T, Create, Update = Partial<Create>> {
  /** @returns what to write instead of `data`; nothing to leave it */
  beforeSave?:
    | ((save: Save<T, Create, Update>) => Promise<Create | Update> | Create | Update)
    | ((save: Save<T, Create, Update>) => Promise<void>)
    | ((save: Save<T, Create, Update>) => void);
  /** Not called when nothing differed. */
  afterSave?(saved: Saved<T, Create, Update>): Promise<void> | void;
  beforeDelete?(mark: Mark<T>): Promise<void> | void;
  afterDelete?(marked: Marked<T>): Promise<void> | void;
  beforeRestore?(mark: Mark<T>): Promise<void> | void;
  afterRestore?(marked: Marked<T>): Promise<void> | void;
}

const RULES: readonly string[] = [
  'beforeSave',
  'afterSave',
  'beforeDelete',
  'afterDelete',
  'beforeRestore',
  'afterRestore',
] satisfies (keyof Rules<unknown, object>)[];

/**
 * Refuses a method that looks like a rule and is none: nobody would ever ask it.
 *
 * @throws StartError with class and method
 */
export function refuseUnknownRules(service: object): void {
  for (let type: unknown = Object.getPrototypeOf(service); type && type !== Object.prototype;) {
    for (const name of Object.getOwnPropertyNames(type)) {
      if (/^(before|after)[A-Z]/.test(name) && !RULES.includes(name) && !LIFECYCLE.has(name)) {
        throw new StartError(
          `${service.constructor.name}.${name} looks like a rule of writes, but there is none of this name: ` +
            `there are ${RULES.join(', ')}. Rename it.`,
        );
      }
    }
    type = Object.getPrototypeOf(type);
  }
}

/** Nest's own. */
const LIFECYCLE = new Set(['beforeApplicationShutdown']);
