import type { OpenAPIObject } from '@nestjs/swagger';
import { METHODS, operationsOf } from './operations-of.js';
import { groupOf } from './tag.js';

/**
 * Puts the document into an order that reads well and does not depend on the order of imports: by tag, then from short
 * paths to long ones, then by method; schemas by name.
 */
export function inOrder(document: OpenAPIObject): OpenAPIObject {
  const { openapi, info, servers, security, paths, components, ...rest } = document;
  const tags = [...new Set(Object.values(paths).flatMap(tagsOf))].sort(byPlace);
  const place = (path: object): number => tags.indexOf(tagsOf(path)[0] ?? '');
  const sorted = Object.entries(paths)
    .sort(([a, left], [b, right]) => place(left) - place(right) || depth(a) - depth(b))
    .map(([url, path]) => [url, withMethodsInOrder(path)] as const);
  return {
    openapi,
    info,
    ...(servers && { servers }),
    ...(security && { security }),
    ...rest,
    tags: tags.map((name) => ({ name, description: groupOf(name).description })),
    paths: Object.fromEntries(sorted),
    components: { ...components, schemas: byName(components?.schemas ?? {}) },
  };
}

type Path = OpenAPIObject['paths'][string];

function tagsOf(path: Path): string[] {
  return operationsOf(path).flatMap(({ tags }) => tags ?? []);
}

function byPlace(a: string, b: string): number {
  return groupOf(a).place - groupOf(b).place || (a < b ? -1 : 1);
}

function depth(url: string): number {
  return url.split('/').length;
}

function withMethodsInOrder({ parameters, ...path }: Path): Path {
  const methods = METHODS.flatMap((method) => (path[method] ? [[method, path[method]]] : []));
  return { ...(parameters && { parameters }), ...(Object.fromEntries(methods) as Path) };
}

function byName<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
