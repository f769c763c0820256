import { Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config.js';
import { deploymentKey } from '../../config/deployment-key.js';
import { currentUser } from '../../context/request-context.js';
import { fingerprintOf } from './fingerprint.js';
import { idempotencyKeyOf } from './idempotency-key-header.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { IdempotentRequest } from './idempotent-request.js';

/** A request and its answer. */
export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Makes an idempotent request of one that carries a key. */
@Injectable()
export class IdempotencyPipe implements PipeTransform<Exchange, IdempotentRequest | undefined> {
  readonly #digestKey: Buffer;

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly config: Config,
  ) {
    this.#digestKey = deploymentKey(config, 'idempotency');
  }

  /**
   * @returns undefined without a key. One from an anonymous caller does not count: nobody could tell whose it is
   * @throws ValidationError if the key is malformed
   */
  transform({ request, reply }: Exchange): IdempotentRequest | undefined {
    const key = idempotencyKeyOf(request);
    const user = currentUser();
    if (key === undefined || !user) {
      return undefined;
    }
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const owner = { user_id: user.id, route, key };
    const fingerprint = fingerprintOf(request, owner, this.#digestKey);
    const { IDEMPOTENCY_TTL_HOURS } = this.config;
    return new IdempotentRequest(owner, request, reply, this.keys, fingerprint, IDEMPOTENCY_TTL_HOURS);
  }
}
