import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import FindMyWay from 'find-my-way';

/** Knows which methods a path has, for 405 and `Allow`: a second router that is asked only when the first finds nothing. */
@Injectable()
export class AllowedMethods {
  readonly #router = FindMyWay({ maxParamLength: Infinity });
  readonly #methods = new Map<string, Set<string>>();

  /** Learns every route that is registered from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      if (url.endsWith('*')) {
        return;
      }
      const known = this.#methods.get(url) ?? new Set();
      if (known.size === 0) {
        this.#methods.set(url, known);
        this.#router.on('GET', url, () => undefined, known);
      }
      [method].flat().forEach((name) => known.add(name));
    });
  }

  /** The methods of a path, in alphabetical order; none if there is no such path. A parameter is never empty. */
  of(url: string): string[] {
    const path = url.split('?', 1)[0]!;
    const found = this.#router.find('GET', path);
    if (!found || Object.values(found.params).includes('')) {
      return [];
    }
    return [...(found.store as Set<string>)].sort();
  }
}
