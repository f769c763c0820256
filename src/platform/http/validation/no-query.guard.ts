import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { ValidationError } from '../../errors/errors.js';

const READS_QUERY = Symbol('reads query');

/** Marks a route that checks its query string by itself. */
export const ReadsQuery = (): MethodDecorator => SetMetadata(READS_QUERY, true);

/** Refuses every query parameter of a route that knows none: what is ignored silently was meant to do something. */
@Injectable()
export class NoQueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<{ query: object }>();
    const names = Object.keys(query);
    if (names.length > 0 && !Reflect.hasMetadata(READS_QUERY, context.getHandler())) {
      throw new ValidationError(
        names.map((name) => ({ loc: ['query', name], msg: 'Unknown parameter', type: 'unknown' })),
      );
    }
    return true;
  }
}
