import { Body, Controller, Module, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiProperty, ApiSchema } from '@nestjs/swagger';
import { TextField } from '../../src/platform/dto.js';
import { startTestApp } from '../support/test-app.js';

class CreateProbeTicketDto {
  @TextField()
  seat!: string;
}

@ApiSchema({ description: 'A place in a hall' })
class ProbeTicketDto {
  @ApiProperty()
  seat!: string;
}

class ProbeSoldOutDto {
  @ApiProperty()
  until!: string;
}

class CreateProbeWaitDto {
  @TextField()
  name!: string;
}

@Controller('probe-tickets')
class ProbeTicketsController {
  @Post()
  @ApiCreatedResponse({ type: ProbeTicketDto })
  sell(@Body() data: CreateProbeTicketDto): ProbeTicketDto {
    return data;
  }

  @Post('waits')
  @ApiCreatedResponse({ type: ProbeSoldOutDto })
  wait(@Body() { name }: CreateProbeWaitDto): ProbeSoldOutDto {
    return { until: name };
  }
}

@Module({ controllers: [ProbeTicketsController] })
class TicketsModule {}

describe('a schema that nobody described', () => {
  it('says what its name says; any other, what it was told', async () => {
    const api = await startTestApp({}, { modules: [TicketsModule] });
    try {
      const { schemas } = (await api.anonymous.get('/docs-json')).body.components;
      expect(schemas).toMatchObject({
        CreateProbeTicket: { description: 'A new probe ticket' },
        ProbeTicket: { description: 'A place in a hall' },
        ProbeSoldOut: { description: 'Probe sold out' },
        CreateProbeWait: { description: 'Create probe wait' },
      });
      expect(schemas.ItemStatus).not.toHaveProperty('description');
    } finally {
      await api.close();
    }
  });
});
