import type { OpenAPIObject } from '@nestjs/swagger';
import { factsOf } from '../routes/route-facts.js';
import type { Route } from '../routes/adopt-routes.js';
import { METHODS, operationsOf, routeOf } from './operations-of.js';

type Paths = OpenAPIObject['paths'];

/**
 * A copy of the document as clients see it: without the routes that `@ApiExcludeEndpoint()` and
 * `@ApiExcludeController()` hide, and without the schemas that only those have.
 */
export function hideRoutes(document: OpenAPIObject, routes: ReadonlyMap<number, Route>): OpenAPIObject {
  const shown: Paths = {};
  const hidden: Paths = {};
  for (const [url, path] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) {
        const side = factsOf(routes.get(routeOf(operation))!.method).hidden ? hidden : shown;
        side[url] = { ...side[url], [method]: { ...operation, responses: { ...operation.responses } } };
      }
    }
  }
  const only = Object.keys(hidden).length > 0 ? onlyIn(hidden, shown, document) : new Set<string>();
  const schemas = Object.entries(document.components?.schemas ?? {}).filter(([name]) => !only.has(name));
  return {
    ...document,
    paths: shown,
    components: { ...document.components, schemas: Object.fromEntries(schemas) },
  };
}

/** The schemas that some operations use and others do not, directly or through other schemas. */
function onlyIn(these: Paths, others: Paths, document: OpenAPIObject): Set<string> {
  const used = schemasOf(others, document);
  return new Set([...schemasOf(these, document)].filter((name) => !used.has(name)));
}

function schemasOf(paths: Paths, { components }: OpenAPIObject): Set<string> {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      if (!found.has(name!)) {
        found.add(name!);
        visit(components?.schemas?.[name!] ?? {});
      }
    }
  };
  Object.values(paths).flatMap(operationsOf).forEach(visit);
  return found;
}
