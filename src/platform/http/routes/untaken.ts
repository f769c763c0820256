import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { StartError } from '../../errors/start-error.js';
import type { Route } from './adopt-routes.js';
import { argumentsOf, type RouteArgument } from './route-arguments.js';
import { factsOf } from './route-facts.js';

const IF_MATCH = 'If-Match';

/**
 * Refuses a route that is documented to take `If-Match` while its method never sees it: a change that a client makes on
 * condition would be made whatever the version is.
 *
 * @throws StartError that names the method and says what to write
 */
export function refuseUntaken({ controller, name, method }: Route): void {
  const accepts = factsOf(method).accepts?.includes(IF_MATCH);
  if (accepts && !argumentsOf(controller, name).some(readsIfMatch)) {
    throw new StartError(
      `${controller.name}.${name} is documented to take If-Match, but nothing reads it: changes that are made on condition would ` +
        'be made whatever the version is. Take @IfMatch() versions?: Versions, and pass it to the service.',
    );
  }
}

function readsIfMatch({ source, name, factory }: RouteArgument): boolean {
  if (source === RouteParamtypes.HEADERS) {
    return name === undefined || name.toLowerCase() === IF_MATCH.toLowerCase();
  }
  // What a decorator of somebody's own reads, only its code says.
  const isOwn = source === undefined && typeof factory === 'function' && /\bheaders\b/.test(String(factory));
  return isOwn || source === RouteParamtypes.REQUEST;
}
