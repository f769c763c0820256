import type { Access } from '../access/access.js';
import type { ErrorTexts } from './entity-errors.js';
import type { OperationObject } from './operations-of.js';

/**
 * Documents who may call an operation, from the decorators that are obeyed: those that are not public need a bearer
 * token.
 *
 * @returns what the caller can be refused with
 */
export function documentAccess(operation: OperationObject, access: Access | undefined): ErrorTexts {
  if (access === 'public') {
    operation.security = [];
    return {};
  }
  operation.security = [{ bearer: [] }];
  return {
    UNAUTHORIZED: undefined,
    ...(access && { FORBIDDEN: `Only for the role ${access.map(quoted).join(', ')}.` }),
  };
}

function quoted(role: string): string {
  return `\`${role}\``;
}
