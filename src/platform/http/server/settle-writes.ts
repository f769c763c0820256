import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { WriteMarks } from '../../database/replicas/write-marks.js';

/**
 * Keeps, before a request that has written is answered, what later requests of its session have to see on a replica.
 * The answer goes out in any case: the write is done.
 */
export function settleWrites(fastify: FastifyInstance, marks: WriteMarks): void {
  const logger = new Logger('Replicas');
  fastify.addHook('onSend', (_request, _reply, payload, done) => {
    marks
      .settle()
      .catch((err: unknown) =>
        logger.warn({ err }, 'The session may read a replica that lacks its latest write'),
      )
      .finally(() => done(null, payload));
  });
}
