import { Body, Controller, Headers, Module, Patch, Req, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, PartialType } from '@nestjs/swagger';
import { IsInt, IsOptional } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { CreateItemDto } from '../../src/items/dto/create-item.dto.js';
import { ItemDto } from '../../src/items/dto/item.dto.js';
import { UpdateItemDto } from '../../src/items/dto/update-item.dto.js';
import { ItemsModule } from '../../src/items/items.module.js';
import { ItemsService } from '../../src/items/items.service.js';
import {
  DeleteRoute,
  IdParam,
  IfMatch,
  Operation,
  RestoreRoute,
  UpdateRoute,
  type Versions,
} from '../../src/platform/http.js';
import { expectedVersions } from '../../src/platform/http/etag.js';
import { startTestApp } from '../support/test-app.js';

class ProbePartialItemDto extends PartialType(CreateItemDto) {}

class ProbeAmountDto {
  @ApiProperty()
  @IsOptional()
  @IsInt()
  amount: number = 1;
}

@Module({ imports: [ItemsModule] })
class ProbeModule {}

const start = (controller: Type) =>
  startTestApp({}, { modules: [{ module: ProbeModule, controllers: [controller] }] });

const refusal = async (controller: Type): Promise<unknown> => {
  const started = await start(controller).catch((error: unknown) => error);
  if (!(started instanceof Error)) {
    await (started as Awaited<ReturnType<typeof start>>).close();
  }
  return started;
};

describe('what a route says that it takes, and does not', () => {
  @Controller('probe-untaken')
  class ProbeUpdating {
    constructor(private readonly items: ItemsService) {}
    @UpdateRoute(ItemDto)
    update(@IdParam() id: string, @Body() changes: UpdateItemDto) {
      return this.items.update(id, changes);
    }
  }

  @Controller('probe-untaken')
  class ProbeDeleting {
    constructor(private readonly items: ItemsService) {}
    @DeleteRoute({ id: 'deleteProbe', summary: 'Delete it' })
    delete(@IdParam() id: string) {
      return this.items.delete(id);
    }
  }

  @Controller('probe-untaken')
  class ProbeRestoring {
    constructor(private readonly items: ItemsService) {}
    @RestoreRoute(ItemDto)
    restore(@IdParam() id: string) {
      return this.items.restore(id);
    }
  }

  @Controller('probe-untaken')
  class ProbeOwn {
    @Patch(':id')
    @Operation({ id: 'ownPatch', summary: 'own', accepts: ['If-Match'] })
    change(@IdParam() id: string) {
      return id;
    }
  }

  it.each<[string, Type]>([
    ['ProbeUpdating.update', ProbeUpdating],
    ['ProbeDeleting.delete', ProbeDeleting],
    ['ProbeRestoring.restore', ProbeRestoring],
    ['ProbeOwn.change', ProbeOwn],
  ])('stops the start where it is If-Match: %s', async (route, controller) => {
    expect(await refusal(controller)).toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(`^${route} .*If-Match.*@IfMatch\\(\\) versions\\?: Versions`) as string,
    });
  });

  it('may be read by other means', async () => {
    @Controller('probe-taken')
    class ProbeTaken {
      constructor(private readonly items: ItemsService) {}
      @UpdateRoute(ItemDto)
      update(@IdParam() id: string, @Body() changes: UpdateItemDto, @Headers('If-Match') tag?: string) {
        return this.items.update(id, changes, expectedVersions(tag));
      }

      @DeleteRoute()
      delete(@IdParam() id: string, @Req() { headers }: FastifyRequest) {
        return this.items.delete(id, expectedVersions(headers['if-match']));
      }
    }
    const api = await start(ProbeTaken);
    const { body: item } = await api.client.post('/api/v1/items', { name: 'taken' });
    const stale = api.client.with({ 'If-Match': '"7"' });
    const path = `/api/v1/probe-taken/${item.id}`;
    expect((await stale.patch(path, { quantity: 2 })).status).toBe(412);
    expect((await stale.delete(path)).status).toBe(412);
    await api.close();
  });
});

describe('a default in the body of an update', () => {
  @Controller('probe-defaults')
  class ProbePartial {
    constructor(private readonly items: ItemsService) {}
    @UpdateRoute(ItemDto)
    update(@IdParam() id: string, @Body() changes: ProbePartialItemDto, @IfMatch() versions?: Versions) {
      return this.items.update(id, changes, versions);
    }
  }

  @Controller('probe-defaults')
  class ProbeInitialised {
    constructor(private readonly items: ItemsService) {}
    @UpdateRoute(ItemDto)
    update(@IdParam() id: string, @Body() { amount }: ProbeAmountDto, @IfMatch() versions?: Versions) {
      return this.items.update(id, { quantity: amount }, versions);
    }
  }

  it.each<[string, Type, RegExp]>([
    [
      'of a field',
      ProbePartial,
      /^ProbePartial\.update .* ProbePartialItemDto, whose quantity has a default: .*PatchOf\(/,
    ],
    [
      'of a property',
      ProbeInitialised,
      /^ProbeInitialised\.update .* ProbeAmountDto, whose amount has a default: /,
    ],
  ])('would overwrite what is stored, so it stops the start: %s', async (_case, controller, message) => {
    expect(await refusal(controller)).toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is applied by any other PATCH', async () => {
    @Controller('probe-amounts')
    class ProbeAmounts {
      @Patch()
      @ApiOkResponse({ type: ProbeAmountDto })
      change(@Body() data: ProbeAmountDto) {
        return data;
      }
    }
    const api = await start(ProbeAmounts);
    expect((await api.client.patch('/api/v1/probe-amounts', {})).body).toEqual({ amount: 1 });
    await api.close();
  });
});
