import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { StartError } from '../../errors/start-error.js';
import { hasRules } from '../validation/shape.js';
import type { Route } from './adopt-routes.js';
import { ListQueryPipe } from './list-query.pipe.js';
import { argumentsOf, changeArguments } from './route-arguments.js';

/**
 * Has the `@ListQuery()` of a method leave alone what the method takes beside it by `@Query('name')`.
 *
 * @throws StartError if it takes a DTO beside it: each would refuse the parameters of the other
 */
export function nameOthers({ controller, name }: Route): void {
  const args = argumentsOf(controller, name);
  if (!args.some(({ pipes }) => pipes.some(isListPipe))) {
    return;
  }
  const others = args.filter(
    ({ source, pipes }) => source === RouteParamtypes.QUERY && !pipes.some(isListPipe),
  );
  const whole = others.find(({ name: part, type }) => part === undefined && hasRules(type));
  if (whole) {
    throw new StartError(
      `${controller.name}.${name} takes @ListQuery() and @Query() ${(whole.type as { name: string }).name}, each of which would refuse the parameters ` +
        `of the other. Take those beside the list one by one: @Query('name').`,
    );
  }
  const names = others.flatMap((other) => other.name ?? []);
  if (names.length > 0) {
    changeArguments(controller, name, ({ pipes, ...argument }) => ({
      ...argument,
      pipes: pipes.map((pipe) => (isListPipe(pipe) ? pipe.beside(names) : pipe)),
    }));
  }
}

function isListPipe(pipe: unknown): pipe is ListQueryPipe<unknown> {
  return pipe instanceof ListQueryPipe;
}
