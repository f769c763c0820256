import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES } from '../../errors/error-codes.js';
import { METHODS } from './operations-of.js';
import { errorResponse } from './operation.js';

/** What a body can be refused for before anybody asks whether the operation takes one. */
const CODES = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;

/** Documents those errors for every operation whose method may have a body. */
export function documentBodyErrors(document: OpenAPIObject): OpenAPIObject {
  const methods = METHODS.filter((method) => method !== 'get');
  const operations = Object.values(document.paths).flatMap((path) =>
    methods.flatMap((method) => path[method] ?? []),
  );
  for (const { responses } of operations) {
    for (const code of CODES) {
      responses[ERROR_CODES[code].status] ??= errorResponse([code]);
    }
  }
  return document;
}
