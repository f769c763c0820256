import type { EntityManager } from '@mikro-orm/core';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Actor, type CurrentUser, NOBODY, SYSTEM } from './actor.js';

export type { CurrentUser };

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
  sessionId?: string;
  /** Who acts; nobody until somebody has signed in. */
  actor: Actor = NOBODY;
  #em?: EntityManager;
  #reads = { mustSee: 0 };

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

  /**
   * What a read replica must have replayed to answer this unit of work, in bytes of the primary's log: nothing; the
   * latest write of the session; or, once the unit itself has written, Infinity (only the primary will do).
   */
  get mustSee(): number {
    return this.#reads.mustSee;
  }

  set mustSee(position: number) {
    this.#reads.mustSee = position;
  }

  /** The signed-in user; undefined for nobody and for the system. */
  get user(): CurrentUser | undefined {
    return this.actor.kind === 'user' ? this.actor : undefined;
  }

  /** Notes who has signed in. */
  signIn(user: CurrentUser): void {
    this.actor = { ...user, kind: 'user' };
  }

  /** A context of the same request with another actor, and an EntityManager of its own: what one saw the other may not see. */
  as(actor: Actor): RequestContext {
    const context = new RequestContext(this.correlationId, this.database, this.traceId);
    context.sessionId = this.sessionId;
    context.actor = actor;
    context.#reads = this.#reads;
    return context;
  }

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

/**
 * Who acts here.
 *
 * @throws Error outside of a unit of work, where nobody could tell whose rules hold
 */
export function currentActor(): Actor {
  const context = storage.getStore();
  if (!context) {
    throw new Error(
      'Nobody acts here, so no policy can decide. Jobs and commands run in a context: ' +
        'wrap the call in runAsSystem().',
    );
  }
  return context.actor;
}

/**
 * Runs `work` as the system, which no policy holds back: for what the application itself does – a registration, a job –
 * on behalf of nobody.
 *
 * @throws Error outside of a unit of work (a request, or `runInContext` in jobs and commands)
 */
export function asSystem<T>(work: () => T): T {
  const context = storage.getStore();
  if (!context) {
    throw new Error('asSystem() needs a unit of work: wrap the call in runInContext()');
  }
  return context.actor.kind === 'system' ? work() : storage.run(context.as(SYSTEM), work);
}

/** Runs `work` as the system in a unit of work of its own: for jobs, commands and seeds. @param name tells the job in the log */
export function runAsSystem<T>(name: string, database: UnitOfWork, work: () => T): T {
  const context = new RequestContext(name, database);
  context.actor = SYSTEM;
  return storage.run(context, work);
}
