import { hash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.js';

/**
 * Whether somebody with this bearer token may read the metrics on the port of the API: with `METRICS_TOKEN`, or without
 * any where none is set outside production.
 */
export function mayReadMetrics(
  { METRICS_TOKEN, NODE_ENV }: Pick<Config, 'METRICS_TOKEN' | 'NODE_ENV'>,
  token: string | undefined,
): boolean {
  if (METRICS_TOKEN === undefined) {
    return NODE_ENV !== 'production';
  }
  return token !== undefined && timingSafeEqual(digest(token), digest(METRICS_TOKEN));
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
