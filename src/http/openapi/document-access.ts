import type { INestApplication, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.js';
import { type Access, accessOf } from '../access/access.js';
import { ErrorDto } from './error.dto.js';
import { headerReferences, type ResponseHeader } from './headers.js';
import { operationsOf } from './operations-of.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/**
 * Documents who may call each operation, from the decorators that the guard obeys: operations that are not public need
 * a bearer token and can answer 401, those for certain roles 403 besides.
 */
export function documentAccess(app: INestApplication, document: OpenAPIObject): void {
  const access = accessById(app);
  for (const path of Object.values(document.paths)) {
    for (const operation of operationsOf(path)) {
      describe(operation, access.get(operation.operationId ?? ''));
    }
  }
}

function describe(operation: Operation, access: Access | undefined): void {
  if (access === 'public') {
    operation.security = [];
    return;
  }
  operation.security = [{ bearer: [] }];
  operation.responses['401'] ??= errorResponse('UNAUTHORIZED', ['WWW-Authenticate']);
  if (access) {
    operation.responses['403'] ??= errorResponse('FORBIDDEN');
  }
}

function errorResponse(code: ErrorCode, headers: ResponseHeader[] = []): Operation['responses'][string] {
  return {
    description: `\`${code}\`: ${ERROR_CODES[code].when}`,
    headers: headerReferences(headers),
    content: { 'application/json': { schema: { $ref: getSchemaPath(ErrorDto) } } },
  };
}

/** Who may call each operation, by its id. */
function accessById(app: INestApplication): Map<string, Access | undefined> {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  const found = new Map<string, Access | undefined>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as Type;
      const methods = controller.prototype as Record<string, () => unknown>;
      for (const name of scanner.getAllMethodNames(methods)) {
        const id = operationIdOf(methods[name]!);
        if (id) {
          found.set(id, accessOf(reflector, methods[name]!, controller));
        }
      }
    }
  }
  return found;
}

function operationIdOf(method: () => unknown): string | undefined {
  const operation = Reflect.getMetadata('swagger/apiOperation', method) as
    { operationId?: string } | undefined;
  return operation?.operationId;
}
