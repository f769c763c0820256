import type { Type } from '@nestjs/common';
import { HTTP_CODE_METADATA } from '@nestjs/common/constants.js';
import { STATUS_CODES } from 'node:http';
import type { Route } from './adopt-routes.js';
import { factsOf } from './route-facts.js';

type Method = Route['method'];

const RESPONSES = 'swagger/apiResponse';

/** What `@ApiOkResponse()` and the like say above a class holds for each of its methods that does not say otherwise. */
export function documentClassAnswers(controller: Type, method: Method): void {
  const ofClass = Reflect.getMetadata(RESPONSES, controller) as object | undefined;
  if (ofClass) {
    Reflect.defineMetadata(RESPONSES, { ...ofClass, ...responsesOf(method) }, method);
  }
}

/** `@HttpCode()` above one of our decorators moves the answer that it documents to another status. */
export function documentOtherStatus(method: Method): void {
  const { success } = factsOf(method);
  const status = Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined;
  const responses = responsesOf(method);
  if (success !== undefined && status !== undefined && status !== success && !(status in responses)) {
    const { [success]: answer, ...others } = responses;
    const description = STATUS_CODES[status] ?? 'Success';
    Reflect.defineMetadata(
      RESPONSES,
      { ...others, [status]: { ...(answer as object), description } },
      method,
    );
  }
}

/** What decorators document of the answers of a method, by status. */
function responsesOf(method: Method): Record<string, unknown> {
  return (Reflect.getMetadata(RESPONSES, method) ?? {}) as Record<string, unknown>;
}
