import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiExcludeController, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config/config.js';
import { UnauthorizedError } from '../errors/errors.js';
import { bearerTokenOf } from '../http/access/bearer-token.js';
import { Public } from '../http/access/access.js';
import { Probe } from '../http/routes/route-facts.js';
import { mayReadMetrics } from './metrics-access.js';
import { Metrics } from './metrics.js';

/** Metrics for Prometheus. Not in the document: no client of the API reads them, and a deployment may be without. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  @Get()
  @Probe()
  @ApiProduces('text/plain')
  @ApiOkResponse({ type: String })
  @Header('cache-control', 'no-store')
  async read(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!mayReadMetrics(this.config, bearerTokenOf(request))) {
      throw new UnauthorizedError(request.headers.authorization !== undefined);
    }
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
