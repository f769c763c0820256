import type { INestApplication, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

/** The method of a controller that answers an operation. */
export interface OperationHandler {
  method: () => unknown;
  controller: Type;
}

/** What answers each documented operation, by its id. */
export function handlersById(app: INestApplication): Map<string, OperationHandler> {
  const scanner = new MetadataScanner();
  const found = new Map<string, OperationHandler>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as Type;
      const methods = controller.prototype as Record<string, () => unknown>;
      for (const name of scanner.getAllMethodNames(methods)) {
        const method = methods[name]!;
        const id = operationIdOf(method);
        if (id) {
          found.set(id, { method, controller });
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
