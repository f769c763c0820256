import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type ResponseObject, responsesOf } from './operations-of.js';

const HEADER = 'X-Correlation-ID';
const PATTERN = '^[A-Za-z0-9._-]{1,128}$';

/** Documents the header that every request may have and every response has. */
export function documentCorrelation(document: OpenAPIObject): OpenAPIObject {
  const responses = [
    ...Object.values(document.components?.responses ?? {}),
    ...Object.values(document.paths)
      .flatMap(operationsOf)
      .flatMap(responsesOf)
      .map(([, response]) => response),
  ];
  responses.forEach(addHeader);
  for (const path of Object.values(document.paths)) {
    path.parameters = [...(path.parameters ?? []), { $ref: '#/components/parameters/CorrelationId' }];
  }
  return {
    ...document,
    components: {
      ...document.components,
      headers: {
        ...document.components?.headers,
        [HEADER]: {
          description:
            'The id of the request: the one that it came with, or a new one. Every log line of it has the id.',
          required: true,
          schema: { type: 'string', pattern: PATTERN },
        },
      },
      parameters: {
        CorrelationId: {
          name: HEADER,
          in: 'header',
          required: false,
          description:
            'An id of your own for the request; one of another form is replaced. A deployment may rename the header.',
          schema: { type: 'string', pattern: PATTERN },
        },
      },
    },
  };
}

function addHeader(response: ResponseObject): void {
  if (!('$ref' in response)) {
    response.headers = { ...response.headers, [HEADER]: { $ref: `#/components/headers/${HEADER}` } };
  }
}
