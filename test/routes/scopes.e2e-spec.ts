import { Controller, Get, Inject, Injectable, Module, Scope, type Type } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ItemsRepository } from '../../src/items/items.repository.js';
import { ItemsService } from '../../src/items/items.service.js';
import { Database } from '../../src/platform/repository.js';
import { startTestApp } from '../support/test-app.js';

@Injectable({ scope: Scope.REQUEST })
class ProbeTenant {
  constructor(@Inject(REQUEST) private readonly request: FastifyRequest) {}

  get name(): string {
    return String(this.request.headers['x-tenant']);
  }
}

@Injectable({ scope: Scope.REQUEST })
class ProbeRequestItems extends ItemsService {}

@Injectable()
class ProbeTenantItems extends ItemsService {
  constructor(
    items: ItemsRepository,
    readonly tenant: ProbeTenant,
  ) {
    super(items);
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class ProbeTransientItems extends ItemsService {}

@Injectable({ scope: Scope.REQUEST })
class ProbeRequestRepository extends ItemsRepository {
  constructor(database: Database) {
    super(database);
  }
}

class ProbeCountDto {
  @ApiProperty()
  text!: string;
}

/** A module whose controller reaches a service by way of another one. */
function using(service: Type): Type {
  @Injectable()
  class ProbeFacade {
    constructor(@Inject(service) readonly service: object) {}
  }

  @Controller('probe-scopes')
  class ProbeScopesController {
    constructor(
      readonly facade: ProbeFacade,
      readonly tenant: ProbeTenant,
    ) {}

    @Get()
    @ApiOkResponse({ type: ProbeCountDto })
    find(): ProbeCountDto {
      return { text: this.tenant.name };
    }
  }

  @Module({
    controllers: [ProbeScopesController],
    providers: [ItemsRepository, ProbeTenant, ProbeFacade, service],
  })
  class ProbeModule {}
  return ProbeModule;
}

const start = (service: Type) => startTestApp({}, { modules: [using(service)] });

describe('the scope of a provider', () => {
  it.each<[string, Type, RegExp]>([
    ['REQUEST', ProbeRequestItems, /^ProbeRequestItems is made anew for each request/],
    ['REQUEST of what it needs', ProbeTenantItems, /^ProbeTenantItems is made anew for each request/],
    ['TRANSIENT', ProbeTransientItems, /^ProbeTransientItems is made anew for everybody who needs it/],
    [
      'REQUEST, of a repository',
      ProbeRequestRepository,
      /^ProbeRequestRepository is made anew for each request/,
    ],
  ])(
    'stops the start where it makes the service of an entity several times: %s',
    async (_scope, service, message) => {
      const started = await start(service).catch((error: unknown) => error as Error);
      if (!(started instanceof Error)) {
        await started.close();
      }
      expect(started).toMatchObject({
        name: 'StartError',
        message: expect.stringMatching(message) as string,
      });
    },
  );

  it('may be REQUEST for controllers and all else', async () => {
    const api = await start(ItemsService);
    const { body } = await api.client.with({ 'x-tenant': 'acme' }).get('/api/v1/probe-scopes');
    await api.close();
    expect(body).toEqual({ text: 'acme' });
  });
});
