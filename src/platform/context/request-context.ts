import type { EntityManager } from '@mikro-orm/core';
import { AsyncLocalStorage } from 'node:async_hooks';

/** Who is calling; what services need to decide what is allowed. */
export interface CurrentUser {
  id: string;
  role: 'user' | 'admin';
}

/** What a unit of work needs of the database. */
export interface UnitOfWork {
  /** A new EntityManager with an identity map of its own. */
  fork(): EntityManager;
  /** Runs `work` in a transaction, see `Database.transaction`. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Everything that belongs to one unit of work – a request, a job, a command – and flows through
 * `AsyncLocalStorage` alone, so that no function takes it as a parameter.
 */
export class RequestContext {
  user?: CurrentUser;
  sessionId?: string;
  #em?: EntityManager;

  /**
   * @param correlationId the id in every log line and answer of this unit of work
   * @param database gives the unit its own EntityManager, at first use, and its transactions
   * @param traceId the trace id of a W3C `traceparent` header, if there was one
   */
  constructor(
    readonly correlationId: string,
    readonly database: UnitOfWork,
    readonly traceId?: string,
  ) {}

  /** The EntityManager of this unit of work, forked when it is first asked for. */
  get em(): EntityManager {
    return (this.#em ??= this.database.fork());
  }

  /** The EntityManager of this unit of work if anybody has asked for it yet. */
  get forkedEm(): EntityManager | undefined {
    return this.#em;
  }
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with `context` as the current one. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the running unit of work; undefined outside of one (at start, for example). */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** The signed-in user of the running request; undefined for anonymous requests, jobs and commands. */
export function currentUser(): CurrentUser | undefined {
  return storage.getStore()?.user;
}
