import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type ResponseObject, responsesOf } from './operations-of.js';

const ERROR = '#/components/schemas/Error';

/**
 * Moves the responses that are errors to the components, where each combination of codes stands once: every operation
 * can fail in a dozen ways, and most of them are the same everywhere.
 */
export function shareErrorResponses(document: OpenAPIObject): OpenAPIObject {
  const shared: Record<string, ResponseObject> = {};
  for (const operation of Object.values(document.paths).flatMap(operationsOf)) {
    for (const [status, response] of responsesOf(operation)) {
      const name = nameOf(response);
      if (name) {
        shared[name] = response;
        operation.responses[status] = { $ref: `#/components/responses/${name}` };
      }
    }
  }
  const responses = Object.fromEntries(Object.entries(shared).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...document, components: { ...document.components, responses } };
}

/** `NotFound` for a response whose description begins with its code, `NOT_FOUND`; several codes are joined by `Or`. */
function nameOf(response: ResponseObject): string | undefined {
  if (!('content' in response) || !isError(response.content?.['application/json']?.schema)) {
    return undefined;
  }
  const codes = [...response.description.matchAll(/^`([A-Z_]+)`:/gm)].map(([, code]) => code!);
  return codes.map(pascalCase).join('Or') || undefined;
}

function isError(schema: object | undefined): boolean {
  return schema !== undefined && '$ref' in schema && schema.$ref === ERROR;
}

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
