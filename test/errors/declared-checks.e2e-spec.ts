import { Check, Entity, Property } from '@mikro-orm/decorators/legacy';
import { Body, Controller, Injectable, Module } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt } from 'class-validator';
import { EntityDtoOf, PatchOf } from '../../src/platform/dto.js';
import { BaseEntity, Policy } from '../../src/platform/entity.js';
import { filterOf } from '../../src/platform/filter.js';
import { CreateRoute, IdParam, IfMatch, UpdateRoute, type Versions } from '../../src/platform/http.js';
import { shared } from '../../src/platform/policy.js';
import { BaseRepository, Database } from '../../src/platform/repository.js';
import { BaseService, Writes } from '../../src/platform/service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { blamed } from '../validation/echo.js';

/** MikroORM's documentation, "Check constraints": for the whole entity, by a name of its own. */
@Entity({ tableName: 'probe_spans' })
@Policy(shared<ProbeSpan>())
@Check({ name: 'span_in_order', expression: (columns) => `${columns.first_page} <= ${columns.last_page}` })
class ProbeSpan extends BaseEntity {
  @Property({ type: 'integer' })
  first_page!: number;

  @Property({ type: 'integer', fieldName: 'until_page' })
  last_page!: number;
}

class CreateProbeSpanDto {
  @ApiProperty()
  @IsInt()
  first_page!: number;

  @ApiProperty()
  @IsInt()
  last_page!: number;
}
class UpdateProbeSpanDto extends PatchOf(CreateProbeSpanDto) {}
class ProbeSpanDto extends EntityDtoOf(CreateProbeSpanDto) {}

@Injectable()
class SpansRepository extends BaseRepository<ProbeSpan, CreateProbeSpanDto, UpdateProbeSpanDto> {
  constructor(database: Database) {
    super(database, ProbeSpan, { filter: filterOf<ProbeSpan>({ fields: {}, search: [], order_by: [] }) });
  }
}

@Injectable()
class SpansService extends BaseService<ProbeSpan, SpansRepository> {
  readonly #writes;

  constructor(spans: SpansRepository) {
    super(spans);
    this.#writes = new Writes<ProbeSpan, CreateProbeSpanDto, UpdateProbeSpanDto>(spans, this);
  }

  create(data: CreateProbeSpanDto): Promise<ProbeSpan> {
    return this.#writes.create(data);
  }

  update(id: string, changes: UpdateProbeSpanDto, versions?: Versions): Promise<ProbeSpan> {
    return this.#writes.update(id, changes, versions);
  }
}

@Controller('probe-spans')
class ProbeSpansController {
  constructor(private readonly spans: SpansService) {}

  @CreateRoute(ProbeSpanDto)
  create(@Body() data: CreateProbeSpanDto): Promise<ProbeSpan> {
    return this.spans.create(data);
  }

  @UpdateRoute(ProbeSpanDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateProbeSpanDto,
    @IfMatch() versions?: Versions,
  ): Promise<ProbeSpan> {
    return this.spans.update(id, changes, versions);
  }
}

@Module({ controllers: [ProbeSpansController], providers: [SpansRepository, SpansService] })
class SpansModule {}

describe('a check that an entity declares', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [SpansModule], orm: { entities: [ProbeSpan] } });
  });
  afterAll(() => api.close());

  it('blames the last of its fields that the client has sent', async () => {
    const { client } = api;
    const refused = await client.post('/api/v1/probe-spans', { first_page: 3, last_page: 2 });
    expect([refused.status, blamed(refused.body)]).toEqual([422, ['body.last_page invalid']]);
    const { body } = await client.post('/api/v1/probe-spans', { first_page: 1, last_page: 2 });
    const path = `/api/v1/probe-spans/${body.id}`;
    const changed = await client.patch(path, { first_page: 3 });
    expect([changed.status, blamed(changed.body)]).toEqual([422, ['body.first_page invalid']]);
  });
});
