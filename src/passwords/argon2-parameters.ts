import { randomBytes } from 'node:crypto';
import type { Config } from '../platform/config/config.js';

/** The parameters of new hashes, as the `argon2` package takes them; Argon2id is its default. */
export function argon2Parameters(config: Config) {
  return {
    memoryCost: config.ARGON2_MEMORY_KIB,
    timeCost: config.ARGON2_TIME_COST,
    parallelism: config.ARGON2_PARALLELISM,
  };
}

/**
 * A hash of nothing: verifying against it takes as long as against a real one with the same parameters, and fails.
 * It is put together without computing it, so it costs nothing at start.
 */
export function dummyHash(config: Config): string {
  const { memoryCost, timeCost, parallelism } = argon2Parameters(config);
  const base64 = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${base64(16)}$${base64(32)}`;
}

type Parameters = ReturnType<typeof argon2Parameters>;

/** The least memory (KiB) that Argon2 takes for one lane. */
const MIN_MEMORY = 8;

/**
 * The parameters of a further hash that takes as long as an old hash is cheaper than new ones are; the time grows with
 * memory and passes. Undefined if it is not cheaper.
 */
export function paddingFor(
  hash: string,
  { memoryCost, timeCost, parallelism }: Parameters,
): Parameters | undefined {
  const [, memory, time] = /\$m=(\d+),(?:p=\d+,)?t=(\d+)/.exec(hash) ?? [];
  const missing = memoryCost * timeCost - Number(memory) * Number(time);
  const rest = Math.floor(missing / timeCost);
  return rest >= MIN_MEMORY * parallelism ? { memoryCost: rest, timeCost, parallelism } : undefined;
}
