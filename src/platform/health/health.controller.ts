import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access/access.js';
import { Operation } from '../http/routes/operation.js';
import { Probe } from '../http/routes/route-facts.js';
import { Tag } from '../http/openapi/tag.js';
import { Drain } from '../http/server/drain.js';
import { LivenessDto, ReadinessDto } from './health.dto.js';
import { HealthService, type Readiness } from './health.service.js';

/** Probes for an orchestrator or a load balancer. */
@Tag('health', 'Probes, for an orchestrator or a load balancer', 1)
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly drain: Drain,
  ) {}

  @Get('live')
  @Probe()
  @Operation({ id: 'getLiveness', summary: 'Whether the process runs', answer: LivenessDto })
  live(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @Probe()
  @Header('cache-control', 'no-store')
  @Operation({
    id: 'getReadiness',
    summary: 'Whether the process can serve requests',
    answer: ReadinessDto,
    refusal: { status: 503, description: 'It cannot; the failing check tells why', answer: ReadinessDto },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.health.readiness(this.drain.stopping);
    void reply.status(readiness.status === 'ok' ? 200 : 503);
    return readiness;
  }
}
