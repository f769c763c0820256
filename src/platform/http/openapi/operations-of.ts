import type { OpenAPIObject } from '@nestjs/swagger';
import { ROUTE } from '../routes/prepare-routes.js';

type PathItem = OpenAPIObject['paths'][string];

/** An operation of the OpenAPI document. */
export type OperationObject = NonNullable<PathItem['get']>;

/** A response of an operation, or a reference to one. */
export type ResponseObject = NonNullable<OperationObject['responses'][string]>;

/** The methods that operations have here, in the order in which the document shows them. */
export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;

/** Every operation of a path. */
export function operationsOf(path: PathItem): OperationObject[] {
  return METHODS.flatMap((method) => path[method] ?? []);
}

/** Every response of an operation, by status. */
export function responsesOf({ responses }: OperationObject): [status: string, ResponseObject][] {
  return Object.entries(responses).flatMap(([status, response]) => (response ? [[status, response]] : []));
}

/** The number of the route that an operation belongs to. */
export function routeOf(operation: OperationObject): number {
  return (operation as unknown as Record<string, unknown>)[ROUTE] as number;
}
