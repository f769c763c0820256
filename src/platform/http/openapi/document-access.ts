import type { ErrorCode } from '../../errors/error-codes.js';
import type { Access } from '../access/access.js';
import type { OperationObject } from './operations-of.js';

/**
 * Documents who may call an operation, from the decorators that the guard obeys: those that are not public need a
 * bearer token.
 *
 * @returns what the guard can answer
 */
export function documentAccess(operation: OperationObject, access: Access | undefined): ErrorCode[] {
  if (access === 'public') {
    operation.security = [];
    return [];
  }
  operation.security = [{ bearer: [] }];
  return access ? ['UNAUTHORIZED', 'FORBIDDEN'] : ['UNAUTHORIZED'];
}
