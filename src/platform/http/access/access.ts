import { type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { CurrentUser } from '../../context/request-context.js';

/** Who may call a route: everybody, or users with one of these roles. */
export type Access = 'public' | readonly CurrentUser['role'][];

const ACCESS = Symbol('access');

type Handler = ReturnType<ExecutionContext['getHandler']>;

/** Opens a route, or all routes of a controller, to everybody. Every other route needs a token. */
export const Public = () => SetMetadata(ACCESS, 'public' satisfies Access);

/** Leaves a route, or all routes of a controller, to users with one of these roles; to others it is 403. */
export const Roles = (...roles: CurrentUser['role'][]) => SetMetadata(ACCESS, roles satisfies Access);

/**
 * Who may call a route, as its decorators say; those of the method win over those of the class. Both the
 * configuration of the route and the OpenAPI document come from here.
 *
 * @returns undefined for every signed-in user
 */
export function accessOf(reflector: Reflector, handler: Handler, controller: Type): Access | undefined {
  return reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, controller]);
}
