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

/** What any request can run into, whatever it asks for. */
const COMMON: readonly ErrorCode[] = [
  'BAD_REQUEST',
  'REQUEST_TIMEOUT',
  'PAYLOAD_TOO_LARGE',
  'URI_TOO_LONG',
  'UNSUPPORTED_MEDIA_TYPE',
  'EXPECTATION_FAILED',
  'VALIDATION_ERROR',
  'RATE_LIMIT_EXCEEDED',
  'HEADERS_TOO_LARGE',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
];

/**
 * The responses that are errors. Those that many operations have in the same words stand once among the components of
 * the document.
 */
export class ErrorResponses {
  readonly #shared = new Map<string, ResponseObject>();
  readonly #errors = knownErrors();
  readonly #codes = new Set(this.#errors.keys());

  constructor() {
    this.#shared.set('Error', this.#commonResponse());
  }

  /** Gives the errors that an operation has documented itself, by status alone, their schema; their code is known then. */
  complete(operation: OperationObject): void {
    for (const [status, response] of responsesOf(operation)) {
      if (Number(status) >= 400 && !('$ref' in response)) {
        this.#codes.add(kindOfStatus(Number(status)).code);
        response.content ??= { 'application/json': { schema: { $ref: ERROR } } };
      }
    }
  }

  /**
   * Adds a response for each status of these errors, and one for all that any operation can give; what the operation has
   * documented itself stays.
   *
   * @param texts what each error means here, by its code; undefined is what it means anywhere
   */
  add({ responses }: OperationObject, texts: Record<string, string | undefined>): void {
    for (const [status, codes] of Map.groupBy(Object.keys(texts), (code) => this.#errors.get(code)!.status)) {
      const own = codes.some((code) => texts[code] !== undefined);
      responses[status] ??= own ? this.#responseOf(codes, texts) : this.#reference(codes);
    }
    responses.default ??= { $ref: '#/components/responses/Error' };
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
      this.#shared.set(name, this.#responseOf(codes, {}));
    }
    return { $ref: `#/components/responses/${name}` };
  }

  /** The response for these codes, which all have the same status. Its example is of the first one. */
  #responseOf(codes: readonly string[], texts: Record<string, string | undefined>): ResponseObject {
    const code = codes[0]!;
    const header = codes.every((each) => HEADERS[each] === HEADERS[code]) && HEADERS[code];
    return {
      headers: headerReferences(header ? [header] : []),
      description: codes
        .map((each) => `\`${each}\`: ${texts[each] ?? this.#errors.get(each)!.when}`)
        .join('\n\n'),
      content: { 'application/json': { schema: { $ref: ERROR }, example: this.#example(code) } },
    };
  }

  /** What any operation can answer besides: one response for all of it, so that what is special is seen. */
  #commonResponse(): ResponseObject {
    const lines = COMMON.map((code) => {
      const { status, when } = this.#errors.get(code)!;
      return `- ${status} \`${code}\`: ${when}`;
    });
    return {
      headers: headerReferences(['Retry-After']),
      description: `What any request can run into:\n\n${lines.join('\n')}`,
      content: {
        'application/json': { schema: { $ref: ERROR }, example: this.#example('RATE_LIMIT_EXCEEDED') },
      },
    };
  }

  #example(code: string): object {
    return {
      detail: this.#errors.get(code)!.detail,
      error_code: code,
      correlation_id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
      timestamp: '2025-01-05T12:00:00.000Z',
      ...(code === 'VALIDATION_ERROR' && { errors: [FIELD_ERROR] }),
    };
  }
}

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
