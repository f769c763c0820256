import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { fitAnswer } from '../answers/fit-answer.js';
import { MiddlewareAdapter } from './middleware-adapter.js';

/** Lets nothing out that a route does not document, see `fitAnswer`. */
export class StrictAdapter extends MiddlewareAdapter {
  override reply(
    ...[response, body, status]: Parameters<FastifyAdapter['reply']>
  ): ReturnType<FastifyAdapter['reply']> {
    const fitting: unknown = 'request' in response ? fitAnswer(response, body, status) : body;
    return super.reply(response, fitting, status);
  }
}
