import { Entity, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Body, Controller, Injectable, Module } from '@nestjs/common';
import {
  DecimalField,
  Embeds,
  EmbedsMany,
  EntityDtoOf,
  PatchOf,
  TextField,
  UuidField,
  UuidListField,
} from '../../../src/platform/dto.js';
import {
  BaseEntity,
  JoinReference,
  LIVE,
  Many as ManyOf,
  Policy,
  Reference,
} from '../../../src/platform/entity.js';
import { field, filterOf } from '../../../src/platform/filter.js';
import {
  CreateManyRoute,
  CreateRoute,
  DeleteRoute,
  GetRoute,
  IdParam,
  IfMatch,
  ListQuery,
  ListRoute,
  Many,
  type Page,
  RestoreRoute,
  UpdateRoute,
  Upsert,
  UpsertRoute,
  type Versions,
} from '../../../src/platform/http.js';
import { privateTo, shared } from '../../../src/platform/policy.js';
import { BaseRepository, Database } from '../../../src/platform/repository.js';
import { BaseService, type Save, type Saved, Writes } from '../../../src/platform/service.js';

@Entity({ tableName: 'probe_labels' })
@Policy(privateTo<ProbeLabel>('owner_id'))
export class ProbeLabel extends BaseEntity {
  @Property({ type: 'string', length: 40 }) name!: string;
  @Property({ type: 'decimal', precision: 6, scale: 2, default: '1.50' }) width!: string;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'probe_kits' })
@Unique({ properties: ['name'], where: LIVE })
@Policy(shared<ProbeKit>())
export class ProbeKit extends BaseEntity {
  @Property({ type: 'string', length: 40 }) name!: string;
  @Reference('probe_labels', { nullable: true }) front_id!: string | null;
  @Reference('probe_kits', { nullable: true }) kits_id!: string | null;
  @ManyOf('probe_labels', { through: 'probe_kit_labels', as: 'labels' }) label_ids!: string[];
  @ManyOf('probe_kits', { through: 'probe_kit_parts', as: 'parts' }) part_ids!: string[];
}

/** Which labels a kit has. */
@Entity({ tableName: 'probe_kit_labels' })
@Index({ properties: ['label_id', 'kit_id'] })
export class ProbeKitLabel {
  @JoinReference('probe_kits') kit_id!: string;
  @JoinReference('probe_labels') label_id!: string;
}

/** Of which kits a kit is made. */
@Entity({ tableName: 'probe_kit_parts' })
@Index({ properties: ['part_id', 'kit_id'] })
export class ProbeKitPart {
  @JoinReference('probe_kits') kit_id!: string;
  @JoinReference('probe_kits') part_id!: string;
}

class CreateProbeLabelDto {
  @TextField({ min: 1, max: 40 }) name!: string;

  @DecimalField({ precision: 6, scale: 2, default: '1.50' }) width?: string;
}

class ProbeLabelDto extends EntityDtoOf(CreateProbeLabelDto) {}

class CreateProbeKitDto {
  @TextField({ min: 1, max: 40 }) name!: string;

  @UuidField({ optional: true, nullable: true }) front_id?: string | null;

  @UuidField({ optional: true, nullable: true }) kits_id?: string | null;
  @UuidListField({ min: 0, max: 1000, optional: true }) label_ids?: string[];
  @UuidListField({ min: 0, max: 1000, optional: true }) part_ids?: string[];
}

class UpdateProbeKitDto extends PatchOf(CreateProbeKitDto) {}

class ProbeKitDto extends EntityDtoOf(CreateProbeKitDto) {
  @Embeds(() => ProbeLabelDto) front?: ProbeLabelDto | null;
  @EmbedsMany(() => ProbeLabelDto) labels?: ProbeLabelDto[];
  @EmbedsMany(() => ProbeKitDto) parts?: ProbeKitDto[];
}

const labelFilter = filterOf<ProbeLabel>({
  fields: { name: field.text('eq') },
  search: [],
  order_by: ['created_at'],
});

const kitFilter = filterOf<ProbeKit>({
  fields: { name: field.text('eq', 'in') },
  through: { kits: 'self' },
  sets: { labels: 'label_ids', parts: 'part_ids' },
  search: ['name'],
  order_by: ['name', 'created_at'],
});

@Injectable()
class LabelsRepository extends BaseRepository<ProbeLabel, CreateProbeLabelDto> {
  constructor(database: Database) {
    super(database, ProbeLabel, { filter: labelFilter });
  }
}

@Injectable()
class LabelsService extends BaseService<ProbeLabel> {
  readonly writes: Writes<ProbeLabel, CreateProbeLabelDto>;
  constructor(labels: LabelsRepository) {
    super(labels);
    this.writes = new Writes<ProbeLabel, CreateProbeLabelDto>(labels, this);
  }
}

@Controller('probe-labels')
class ProbeLabelsController {
  constructor(private readonly labels: LabelsService) {}

  @CreateRoute(ProbeLabelDto)
  create(@Body() data: CreateProbeLabelDto): Promise<ProbeLabel> {
    return this.labels.writes.create(data);
  }

  @DeleteRoute()
  delete(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<void> {
    return this.labels.writes.delete(id, versions);
  }

  @RestoreRoute(ProbeLabelDto)
  restore(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<ProbeLabel> {
    return this.labels.writes.restore(id, versions);
  }
}

@Injectable()
export class KitsRepository extends BaseRepository<ProbeKit, CreateProbeKitDto, UpdateProbeKitDto> {
  constructor(database: Database) {
    super(database, ProbeKit, { filter: kitFilter, key: ['name'] });
  }
}

@Injectable()
export class KitsService extends BaseService<ProbeKit> {
  readonly writes: Writes<ProbeKit, CreateProbeKitDto, UpdateProbeKitDto>;
  constructor(kits: KitsRepository) {
    super(kits);
    this.writes = new Writes<ProbeKit, CreateProbeKitDto, UpdateProbeKitDto>(kits, this);
  }
}

/** Kits with rules that look at their sets. */
@Injectable()
export class RuledKitsService extends BaseService<ProbeKit> {
  readonly writes: Writes<ProbeKit, CreateProbeKitDto, UpdateProbeKitDto>;
  readonly told: unknown[] = [];
  constructor(kits: KitsRepository) {
    super(kits);
    this.writes = new Writes<ProbeKit, CreateProbeKitDto, UpdateProbeKitDto>(kits, this);
  }

  beforeSave({ before, data }: Save<ProbeKit, CreateProbeKitDto, UpdateProbeKitDto>): UpdateProbeKitDto {
    this.told.push({ before: before?.label_ids, sent: data.label_ids });
    return data.label_ids ? { ...data, label_ids: data.label_ids.slice(0, 1) } : data;
  }

  afterSave({ before, after, data }: Saved<ProbeKit, CreateProbeKitDto, UpdateProbeKitDto>): void {
    this.told.push({ before: before?.label_ids, sent: data.label_ids, after: after.label_ids });
  }
}

@Controller('probe-kits')
class ProbeKitsController {
  constructor(private readonly kits: KitsService) {}

  @CreateRoute(ProbeKitDto)
  create(@Body() data: CreateProbeKitDto): Promise<ProbeKit> {
    return this.kits.writes.create(data);
  }

  @ListRoute(ProbeKitDto)
  list(@ListQuery(kitFilter) query: ListQuery): Promise<Page<ProbeKit>> {
    return this.kits.page(query);
  }

  @GetRoute(ProbeKitDto)
  get(@IdParam() id: string): Promise<ProbeKit> {
    return this.kits.get(id);
  }

  @UpdateRoute(ProbeKitDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateProbeKitDto,
    @IfMatch() versions?: Versions,
  ): Promise<ProbeKit> {
    return this.kits.writes.update(id, changes, versions);
  }

  @CreateManyRoute(ProbeKitDto)
  createMany(@Many(CreateProbeKitDto) { items }: Many<CreateProbeKitDto>) {
    return this.kits.writes.createMany(items);
  }

  @UpsertRoute(ProbeKitDto)
  upsertMany(@Upsert(CreateProbeKitDto, ['name']) { items, ...options }: Upsert<CreateProbeKitDto>) {
    return this.kits.writes.upsertMany(items, options);
  }
}

export const KITS = [ProbeLabel, ProbeKit, ProbeKitLabel, ProbeKitPart];

@Module({
  controllers: [ProbeLabelsController, ProbeKitsController],
  providers: [LabelsRepository, LabelsService, KitsRepository, KitsService, RuledKitsService],
})
export class KitsModule {}
