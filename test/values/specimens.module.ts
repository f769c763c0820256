import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Body, Controller, Injectable, Module } from '@nestjs/common';
import {
  BigintField,
  DateField,
  DecimalField,
  EntityDtoOf,
  FloatField,
  IntegerField,
  JsonField,
  PatchOf,
  StringListField,
  TextField,
  TimeField,
} from '../../src/platform/dto.js';
import { BaseEntity } from '../../src/platform/entity.js';
import { field, filterOf } from '../../src/platform/filter.js';
import {
  CreateRoute,
  GetRoute,
  IdParam,
  IfMatch,
  ListQuery,
  ListRoute,
  type Page,
  UpdateRoute,
  type Versions,
} from '../../src/platform/http.js';
import { BaseRepository, type CreateData, Database } from '../../src/platform/repository.js';
import { BaseService, Writes } from '../../src/platform/service.js';

/** A column of each kind whose values can be strange. */
@Entity({ tableName: 'probe_specimens' })
export class ProbeSpecimen extends BaseEntity {
  @Property({ type: 'text' }) text!: string;
  @Property({ type: 'datetime', length: 3 }) at!: Date;
  @Property({ type: 'date' }) day!: string;
  @Property({ type: 'integer' }) whole!: number;
  @Property({ type: 'double' }) float!: number;
  @Property({ type: 'decimal', precision: 12, scale: 2 }) price!: string;
  @Property({ type: 'bigint', runtimeType: 'string' }) serial!: string;
  @Property({ type: 'json', nullable: true }) data!: unknown;
  @Property({ type: 'array' }) words!: string[];
}

class CreateProbeSpecimenDto {
  @TextField({ max: 200 }) text!: string;
  @TimeField() at!: string;
  @DateField() day!: string;
  @IntegerField() whole!: number;
  @FloatField() float!: number;
  @DecimalField({ precision: 12, scale: 2 }) price!: string;
  @BigintField() serial!: string;
  @JsonField({ optional: true }) data?: unknown;
  @StringListField({ max: 20 }) words!: string[];
}

class UpdateProbeSpecimenDto extends PatchOf(CreateProbeSpecimenDto) {}

class ProbeSpecimenDto extends EntityDtoOf(CreateProbeSpecimenDto) {}

const specimenFilter = filterOf<ProbeSpecimen>({
  fields: {
    text: field.text('eq', 'in', 'like'),
    at: field.time('eq', 'gte', 'lte'),
    day: field.date('eq'),
    whole: field.integer('eq', 'in'),
    float: field.float('eq'),
    price: field.decimal('eq', 'in'),
    serial: field.bigint('eq', 'in'),
  },
  search: ['text'],
  order_by: ['text', 'at', 'day', 'whole', 'float', 'price', 'serial', 'created_at'],
});

@Injectable()
class SpecimensRepository extends BaseRepository<ProbeSpecimen> {
  constructor(database: Database) {
    super(database, ProbeSpecimen, { filter: specimenFilter });
  }
}

@Injectable()
class SpecimensService extends BaseService<ProbeSpecimen> {
  readonly #writes;

  constructor(specimens: SpecimensRepository) {
    super(specimens);
    this.#writes = new Writes<ProbeSpecimen, CreateData<ProbeSpecimen>>(specimens, this);
  }

  create = (data: CreateData<ProbeSpecimen>) => this.#writes.create(data);
  update = (id: string, changes: Partial<CreateData<ProbeSpecimen>>, versions?: Versions) =>
    this.#writes.update(id, changes, versions);
}

@Controller('probe-specimens')
class ProbeSpecimensController {
  constructor(private readonly specimens: SpecimensService) {}

  @CreateRoute(ProbeSpecimenDto)
  create(@Body() data: CreateProbeSpecimenDto): Promise<ProbeSpecimen> {
    return this.specimens.create(data as unknown as CreateData<ProbeSpecimen>);
  }

  @ListRoute(ProbeSpecimenDto)
  list(@ListQuery(specimenFilter) query: ListQuery): Promise<Page<ProbeSpecimen>> {
    return this.specimens.page(query);
  }

  @GetRoute(ProbeSpecimenDto)
  get(@IdParam() id: string): Promise<ProbeSpecimen> {
    return this.specimens.get(id);
  }

  @UpdateRoute(ProbeSpecimenDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateProbeSpecimenDto,
    @IfMatch() versions?: Versions,
  ): Promise<ProbeSpecimen> {
    return this.specimens.update(id, changes as Partial<CreateData<ProbeSpecimen>>, versions);
  }
}

@Module({ controllers: [ProbeSpecimensController], providers: [SpecimensRepository, SpecimensService] })
export class SpecimensModule {}
