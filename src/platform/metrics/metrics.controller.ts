import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access/access.js';
import { Probe } from '../http/routes/route-facts.js';
import { Metrics } from './metrics.js';

/** Metrics for Prometheus. Not in the document: no client of the API reads them, and a deployment may be without. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Probe()
  @ApiProduces('text/plain')
  @ApiOkResponse({ type: String })
  @Header('cache-control', 'no-store')
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
