import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.js';
import { headerReferences, type ResponseHeader } from './headers.js';
import type { OperationObject, ResponseObject } from './operations-of.js';

/** The schema of `ErrorDto`, by its name in the document. */
const ERROR = '#/components/schemas/Error';

const FIELD_ERROR = { loc: ['body', 'name'], msg: 'Must have at most 255 characters', type: 'max_length' };

/** The header that comes with each of these errors; a response of several codes has it if all of them have. */
const HEADERS: Partial<Record<ErrorCode, ResponseHeader>> = {
  UNAUTHORIZED: 'WWW-Authenticate',
  RATE_LIMIT_EXCEEDED: 'Retry-After',
  SERVICE_UNAVAILABLE: 'Retry-After',
};

/**
 * The responses that are errors. Each combination of codes stands once among the components of the document: every
 * operation can fail in a dozen ways, and most of them are the same everywhere.
 */
export class ErrorResponses {
  readonly #shared = new Map<string, ResponseObject>();

  /** Adds a response for each status of these codes; one that the operation has documented itself stays. */
  add({ responses }: OperationObject, codes: readonly ErrorCode[]): void {
    for (const [status, group] of Map.groupBy(new Set(codes), (code) => ERROR_CODES[code].status)) {
      responses[status] ??= this.#reference(group);
    }
  }

  /** What `components.responses` of the document is to be, by name. */
  components(): Record<string, ResponseObject> {
    return Object.fromEntries([...this.#shared].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #reference(codes: readonly ErrorCode[]): { $ref: string } {
    const name = codes.map(pascalCase).join('Or');
    if (!this.#shared.has(name)) {
      this.#shared.set(name, responseOf(codes));
    }
    return { $ref: `#/components/responses/${name}` };
  }
}

/** The response for these codes, which all have the same status. Its example is of the first one. */
function responseOf(codes: readonly ErrorCode[]): ResponseObject {
  const [code] = codes as [ErrorCode];
  const header = codes.every((each) => HEADERS[each] === HEADERS[code]) && HEADERS[code];
  const example = {
    detail: ERROR_CODES[code].detail,
    error_code: code,
    correlation_id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
    timestamp: '2025-01-05T12:00:00.000Z',
    ...(code === 'VALIDATION_ERROR' && { errors: [FIELD_ERROR] }),
  };
  return {
    headers: headerReferences(header ? [header] : []),
    description: codes.map((each) => `\`${each}\`: ${ERROR_CODES[each].when}`).join('\n\n'),
    content: { 'application/json': { schema: { $ref: ERROR }, example } },
  };
}

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
