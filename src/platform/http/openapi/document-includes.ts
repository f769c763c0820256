import type { OpenAPIObject } from '@nestjs/swagger';
import { INCLUDE } from '../routes/include.js';
import { operationsOf, responsesOf } from './operations-of.js';

const ALWAYS = '#/components/headers/ETag';
const SOMETIMES = 'ETagWithoutInclude';

/** Documents that an answer with `include=` has no entity tag. */
export function documentIncludes(document: OpenAPIObject): OpenAPIObject {
  const tagged = Object.values(document.paths)
    .flatMap(operationsOf)
    .filter(({ parameters }) => parameters?.some((one) => 'name' in one && one.name === INCLUDE))
    .flatMap(responsesOf)
    .flatMap(([, response]) => ('$ref' in response || !response.headers ? [] : [response.headers]))
    .filter(({ ETag }) => ETag && '$ref' in ETag && ETag.$ref === ALWAYS);
  for (const headers of tagged) {
    headers.ETag = { $ref: `#/components/headers/${SOMETIMES}` };
  }
  const { headers } = document.components!;
  return tagged.length === 0
    ? document
    : {
        ...document,
        components: {
          ...document.components,
          headers: {
            ...headers,
            [SOMETIMES]: {
              ...headers!.ETag,
              description:
                'The entity tag of this version of the row; not with `include`, nor while members of a set are hidden',
              required: false,
            },
          },
        },
      };
}
