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
  Include,
  type Included,
  ListQuery,
  type ListRequest,
  ListRoute,
  Many,
  type Page,
  RestoreRoute,
  UpdateRoute,
  Upsert,
  type UpsertMany,
  UpsertRoute,
  type Versions,
} from '../../../src/platform/http.js';
import { privateTo, shared } from '../../../src/platform/policy.js';
import { BaseRepository, Database } from '../../../src/platform/repository.js';
import { BaseService, type Save, type Saved, Writes } from '../../../src/platform/service.js';

@Entity({ tableName: 'labels' })
@Policy(privateTo<Label>('owner_id'))
export class Label extends BaseEntity {
  @Property({ type: 'string', length: 40 }) name!: string;
  @Property({ type: 'decimal', precision: 6, scale: 2, default: '1.50' }) width!: string;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'kits' })
@Unique({ properties: ['name'], where: LIVE })
@Policy(shared<Kit>())
export class Kit extends BaseEntity {
  @Property({ type: 'string', length: 40 }) name!: string;
  @Reference('labels', { nullable: true }) front_id!: string | null;
  @Reference('kits', { nullable: true }) kits_id!: string | null;
  @ManyOf('labels', { through: 'kit_labels', as: 'labels' }) label_ids!: string[];
  @ManyOf('kits', { through: 'kit_parts', as: 'parts' }) part_ids!: string[];
}

/** Which labels a kit has. */
@Entity({ tableName: 'kit_labels' })
@Index({ properties: ['label_id', 'kit_id'] })
export class KitLabel {
  @JoinReference('kits') kit_id!: string;
  @JoinReference('labels') label_id!: string;
}

/** Of which kits a kit is made. */
@Entity({ tableName: 'kit_parts' })
@Index({ properties: ['part_id', 'kit_id'] })
export class KitPart {
  @JoinReference('kits') kit_id!: string;
  @JoinReference('kits') part_id!: string;
}

class CreateLabelDto {
  @TextField({ min: 1, max: 40 }) name!: string;

  @DecimalField({ precision: 6, scale: 2, default: '1.50' }) width?: string;
}

class LabelDto extends EntityDtoOf(CreateLabelDto) {}

class CreateKitDto {
  @TextField({ min: 1, max: 40 }) name!: string;

  @UuidField({ optional: true, nullable: true }) front_id?: string | null;

  @UuidField({ optional: true, nullable: true }) kits_id?: string | null;
  @UuidListField({ min: 0, max: 1000, optional: true }) label_ids?: string[];
  @UuidListField({ min: 0, max: 1000, optional: true }) part_ids?: string[];
}

class UpdateKitDto extends PatchOf(CreateKitDto) {}

class KitDto extends EntityDtoOf(CreateKitDto) {
  @Embeds(() => LabelDto) front?: LabelDto | null;
  @EmbedsMany(() => LabelDto) labels?: LabelDto[];
  @EmbedsMany(() => KitDto) parts?: KitDto[];
}

const labelFilter = filterOf<Label>({
  fields: { name: field.text('eq') },
  search: [],
  order_by: ['created_at'],
});

const kitFilter = filterOf<Kit>({
  fields: { name: field.text('eq', 'in') },
  through: { kits: 'self' },
  sets: { labels: 'label_ids', parts: 'part_ids' },
  search: ['name'],
  order_by: ['name', 'created_at'],
});

@Injectable()
class LabelsRepository extends BaseRepository<Label, CreateLabelDto> {
  constructor(database: Database) {
    super(database, Label, { filter: labelFilter });
  }
}

@Injectable()
class LabelsService extends BaseService<Label> {
  readonly writes: Writes<Label, CreateLabelDto>;
  constructor(labels: LabelsRepository) {
    super(labels);
    this.writes = new Writes<Label, CreateLabelDto>(labels, this);
  }
}

@Controller('labels')
class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  @CreateRoute(LabelDto)
  create(@Body() data: CreateLabelDto): Promise<Label> {
    return this.labels.writes.create(data);
  }

  @DeleteRoute()
  delete(@IdParam() id: string): Promise<void> {
    return this.labels.writes.delete(id);
  }

  @RestoreRoute(LabelDto)
  restore(@IdParam() id: string): Promise<Label> {
    return this.labels.writes.restore(id);
  }
}

@Injectable()
export class KitsRepository extends BaseRepository<Kit, CreateKitDto, UpdateKitDto> {
  constructor(database: Database) {
    super(database, Kit, { filter: kitFilter, key: ['name'] });
  }
}

@Injectable()
export class KitsService extends BaseService<Kit> {
  readonly writes: Writes<Kit, CreateKitDto, UpdateKitDto>;
  constructor(kits: KitsRepository) {
    super(kits);
    this.writes = new Writes<Kit, CreateKitDto, UpdateKitDto>(kits, this);
  }
}

/** Kits with rules that look at their sets. */
@Injectable()
export class RuledKitsService extends BaseService<Kit> {
  readonly writes: Writes<Kit, CreateKitDto, UpdateKitDto>;
  readonly told: unknown[] = [];
  constructor(kits: KitsRepository) {
    super(kits);
    this.writes = new Writes<Kit, CreateKitDto, UpdateKitDto>(kits, this);
  }

  beforeSave({ before, data }: Save<Kit, CreateKitDto, UpdateKitDto>): UpdateKitDto {
    this.told.push({ before: before?.label_ids, sent: data.label_ids });
    return data.label_ids ? { ...data, label_ids: data.label_ids.slice(0, 1) } : data;
  }

  afterSave({ before, after, data }: Saved<Kit, CreateKitDto, UpdateKitDto>): void {
    this.told.push({ before: before?.label_ids, sent: data.label_ids, after: after.label_ids });
  }
}

@Controller('kits')
class KitsController {
  constructor(private readonly kits: KitsService) {}

  @CreateRoute(KitDto)
  async create(@Body() data: CreateKitDto, @Include(KitDto) include: Included): Promise<Kit> {
    return this.kits.embed(await this.kits.writes.create(data), include);
  }

  @ListRoute(KitDto)
  list(@ListQuery(kitFilter, KitDto) query: ListRequest): Promise<Page<Kit>> {
    return this.kits.page(query);
  }

  @GetRoute(KitDto)
  get(@IdParam() id: string, @Include(KitDto) include: Included): Promise<Kit> {
    return this.kits.get(id, include);
  }

  @UpdateRoute(KitDto)
  update(@IdParam() id: string, @Body() changes: UpdateKitDto, @IfMatch() versions?: Versions): Promise<Kit> {
    return this.kits.writes.update(id, changes, versions);
  }

  @CreateManyRoute(KitDto)
  createMany(@Many(CreateKitDto) { items }: Many<CreateKitDto>) {
    return this.kits.writes.createMany(items);
  }

  @UpsertRoute(KitDto)
  upsertMany(@Upsert(CreateKitDto, ['name']) { items, ...options }: UpsertMany<CreateKitDto>) {
    return this.kits.writes.upsertMany(items, options);
  }
}

export const KITS = [Label, Kit, KitLabel, KitPart];

@Module({
  controllers: [LabelsController, KitsController],
  providers: [LabelsRepository, LabelsService, KitsRepository, KitsService, RuledKitsService],
})
export class KitsModule {}
