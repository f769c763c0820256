import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.js';
import { operationsOf, type ResponseObject, responsesOf } from './operations-of.js';

const ERROR = '#/components/schemas/Error';

const FIELD_ERROR = { loc: ['body', 'name'], msg: 'Must have at most 255 characters', type: 'max_length' };

/**
 * Moves the responses that are errors to the components, where each combination of codes stands once: every operation
 * can fail in a dozen ways, and most of them are the same everywhere.
 */
export function shareErrorResponses(document: OpenAPIObject): OpenAPIObject {
  const shared: Record<string, ResponseObject> = {};
  for (const operation of Object.values(document.paths).flatMap(operationsOf)) {
    for (const [status, response] of responsesOf(operation)) {
      const codes = codesOf(response);
      if (codes.length > 0) {
        const name = codes.map(pascalCase).join('Or');
        shared[name] = withExample(response, codes[0]!);
        operation.responses[status] = { $ref: `#/components/responses/${name}` };
      }
    }
  }
  const responses = Object.fromEntries(Object.entries(shared).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...document, components: { ...document.components, responses } };
}

/** The codes of an error, which its description begins with; none for any other response. */
function codesOf(response: ResponseObject): ErrorCode[] {
  if (!('content' in response) || !isError(response.content?.['application/json']?.schema)) {
    return [];
  }
  return [...response.description.matchAll(/^`([A-Z_]+)`:/gm)].map(([, code]) => code as ErrorCode);
}

/** Shows the error as a client gets it; the example of the schema is about another one. */
function withExample(response: ResponseObject, code: ErrorCode): ResponseObject {
  const example = {
    detail: ERROR_CODES[code].detail,
    error_code: code,
    correlation_id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
    timestamp: '2025-01-05T12:00:00.000Z',
    ...(code === 'VALIDATION_ERROR' && { errors: [FIELD_ERROR] }),
  };
  return {
    ...response,
    content: { 'application/json': { schema: { $ref: ERROR }, example } },
  };
}

function isError(schema: object | undefined): boolean {
  return schema !== undefined && '$ref' in schema && schema.$ref === ERROR;
}

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
