import type { OpenAPIObject } from '@nestjs/swagger';
import { knownErrors } from '../../errors/define-error.js';
import type { ErrorCode } from '../../errors/error-codes.js';
import { kindOfStatus } from '../../errors/kind-of-status.js';
import { headerReferences, type ResponseHeader } from './headers.js';
import { type OperationObject, type ResponseObject, responsesOf } from './operations-of.js';

type Components = NonNullable<OpenAPIObject['components']>;

/** The schema of `ErrorDto`, by its name in the document. */
const ERROR = '#/components/schemas/Error';

const FIELD_ERROR = { loc: ['body', 'name'], msg: 'Must have at most 255 characters', type: 'max_length' };

/** The header that comes with each of these errors; a response of several codes has it if all of them have. */
const HEADERS: Partial<Record<string, ResponseHeader>> = {
  UNAUTHORIZED: 'WWW-Authenticate',
  RATE_LIMIT_EXCEEDED: 'Retry-After',
  SERVICE_UNAVAILABLE: 'Retry-After',
} satisfies Partial<Record<ErrorCode, ResponseHeader>>;

/**
 * The responses that are errors. Each combination of codes stands once among the components of the document: every
 * operation can fail in a dozen ways, and most of them are the same everywhere.
 */
export class ErrorResponses {
  readonly #shared = new Map<string, ResponseObject>();
  readonly #errors = knownErrors();
  readonly #codes = new Set(this.#errors.keys());

  /** Gives the errors that an operation has documented itself, by status alone, their schema; their code is known then. */
  complete(operation: OperationObject): void {
    for (const [status, response] of responsesOf(operation)) {
      if (Number(status) >= 400 && !('$ref' in response)) {
        this.#codes.add(kindOfStatus(Number(status)).code);
        response.content ??= { 'application/json': { schema: { $ref: ERROR } } };
      }
    }
  }

  /** Adds a response for each status of these codes; one that the operation has documented itself stays. */
  add({ responses }: OperationObject, codes: readonly string[]): void {
    for (const [status, group] of Map.groupBy(new Set(codes), (code) => this.#errors.get(code)!.status)) {
      responses[status] ??= this.#reference(group);
    }
  }

  /** The components of the document with the responses, by name, and with every code that an answer can have. */
  components({ components }: OpenAPIObject): Components {
    const responses = Object.fromEntries([...this.#shared].sort(([a], [b]) => (a < b ? -1 : 1)));
    const schemas = { ...components?.schemas, ErrorCode: { type: 'string', enum: [...this.#codes] } };
    return { schemas, responses };
  }

  #reference(codes: readonly string[]): { $ref: string } {
    const name = codes.map(pascalCase).join('Or');
    if (!this.#shared.has(name)) {
      this.#shared.set(name, this.#responseOf(codes));
    }
    return { $ref: `#/components/responses/${name}` };
  }

  /** The response for these codes, which all have the same status. Its example is of the first one. */
  #responseOf(codes: readonly string[]): ResponseObject {
    const code = codes[0]!;
    const header = codes.every((each) => HEADERS[each] === HEADERS[code]) && HEADERS[code];
    const example = {
      detail: this.#errors.get(code)!.detail,
      error_code: code,
      correlation_id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
      timestamp: '2025-01-05T12:00:00.000Z',
      ...(code === 'VALIDATION_ERROR' && { errors: [FIELD_ERROR] }),
    };
    return {
      headers: headerReferences(header ? [header] : []),
      description: codes.map((each) => `\`${each}\`: ${this.#errors.get(each)!.when}`).join('\n\n'),
      content: { 'application/json': { schema: { $ref: ERROR }, example } },
    };
  }
}

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
