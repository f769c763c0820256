import { type Actor, SYSTEM } from '../../context/actor.js';
import { currentActor, currentContext } from '../../context/request-context.js';
import { ForbiddenError, PreconditionFailedError } from '../../errors/errors.js';
import type { BaseEntity } from '../entity/base.entity.js';
import type { Action, Policy } from '../policy/policy.js';
import { hasPolicy, policyOf } from '../policy/policy.decorator.js';
import type { BaseRepository } from '../repository/base.repository.js';
import type { Judged } from '../repository/repository-options.js';

/** The versions one of which the row must have (`If-Match`); any will do if undefined. */
export type Versions = readonly number[] | undefined;

/** What the policy of an entity lets the current actor do, as its writes ask for it. */
export class Permission<T extends BaseEntity> {
  readonly #policy: Policy<T>;
  readonly #governed: boolean;

  constructor(private readonly repository: BaseRepository<T, never, never>) {
    this.#policy = policyOf<T>(repository.entityClass);
    this.#governed = hasPolicy(repository.entityClass);
  }

  /** Who acts; where no policy asks, work outside of a request is the system's. */
  get actor(): Actor {
    return this.#governed ? currentActor() : (currentContext()?.actor ?? SYSTEM);
  }

  /** What a new row gets from its maker. @throws ForbiddenError if the actor may make none */
  given(): Partial<T> {
    const actor = this.actor;
    if (!this.#governed || actor.kind === 'system') {
      return {};
    }
    if (!this.#policy.creates(actor)) {
      throw new ForbiddenError();
    }
    return this.#policy.gives?.(actor) ?? {};
  }

  /**
   * The row, locked, if the actor may do this with it.
   *
   * @throws NotFoundError, ForbiddenError; PreconditionFailedError if the row has none of the expected versions
   */
  async locked(id: string, action: Action, versions: Versions): Promise<T> {
    const withDeleted = action === 'restore';
    const [judged] = await this.repository.judge([id], action, { withDeleted, lock: true });
    return this.#allowed(judged, versions);
  }

  /**
   * The row as it is, after a write that changed nothing: because nothing differed, or because of what this throws.
   *
   * @throws as `locked`
   */
  async unchanged(id: string, action: Action, versions: Versions): Promise<T> {
    const [judged] = await this.repository.judge([id], action, { withDeleted: action === 'restore' });
    return this.#allowed(judged, versions);
  }

  #allowed(judged: Judged<T> | undefined, versions: Versions): T {
    if (!judged) {
      throw this.repository.notFound();
    }
    if (!judged.may) {
      throw new ForbiddenError();
    }
    if (versions && !versions.includes(judged.row.version)) {
      throw new PreconditionFailedError();
    }
    return judged.row;
  }
}
