import { EntityManager } from '@mikro-orm/core';
import { Body, Controller, Injectable, Module } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsEnum, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
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
  UpdateRoute,
  Upsert,
  UpsertRoute,
  type Versions,
} from '../../../src/platform/http.js';
import { EntityDtoOf, JsonField, PatchOf } from '../../../src/platform/dto.js';
import { BaseRepository, type CreateData, Database } from '../../../src/platform/repository.js';
import { BaseService, type UpsertOptions, Writes } from '../../../src/platform/service.js';
import { ProbePlace, Rank, Season } from './place.js';

class ProbeAddressDto {
  @ApiProperty({ type: 'string', nullable: true })
  @IsOptional()
  @IsString()
  street?: string | null;

  @ApiProperty()
  @IsString()
  city!: string;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  country?: string;
}

class CreateProbePlaceDto {
  @ApiProperty()
  @IsString()
  name!: string;

  @ApiProperty({ type: 'string', required: false, nullable: true })
  @IsOptional()
  @IsString()
  code?: string | null;

  @ApiProperty({ type: [String], required: false, nullable: true })
  @IsOptional()
  @IsString({ each: true })
  languages?: string[] | null;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsInt()
  beds?: number;

  @ApiProperty()
  @ValidateNested()
  @Type(() => ProbeAddressDto)
  address!: ProbeAddressDto;

  @JsonField({ optional: true, nullable: true })
  billing?: Pick<ProbeAddressDto, 'city'> | null;

  @ApiProperty({ enum: Season, isArray: true, required: false })
  @IsOptional()
  @IsEnum(Season, { each: true })
  seasons?: Season[];

  @ApiProperty({ type: 'integer', required: false })
  @IsOptional()
  @IsEnum(Rank)
  rank?: Rank;

  @ApiProperty({ type: 'string', required: false, nullable: true })
  @IsOptional()
  @IsString()
  secret?: string | null;
}

class UpdateProbePlaceDto extends PatchOf(CreateProbePlaceDto) {}

class ProbePlaceDto extends EntityDtoOf(CreateProbePlaceDto) {
  @ApiProperty({ type: 'integer' }) guests!: number;
  @ApiProperty({ type: 'string' }) label!: string;
}

const placeFilter = filterOf<ProbePlace>({
  fields: {
    name: field.text('eq', 'like'),
    code: field.text('eq', 'in', 'not_in', 'neq', 'not'),
    beds: field.integer('eq', 'gt'),
    guests: field.integer('eq', 'gt', 'in'),
    created_at: field.time('gte'),
  },
  search: ['name'],
  order_by: ['name', 'beds', 'guests', 'created_at'],
});

const placeKey = ['name'] as const;

type NewPlace = Omit<CreateData<ProbePlace>, 'address' | 'billing'> & {
  address: ProbeAddressDto;
  billing?: Pick<ProbeAddressDto, 'city'> | null;
};

@Injectable()
export class PlacesRepository extends BaseRepository<ProbePlace, NewPlace> {
  constructor(database: Database) {
    super(database, ProbePlace, { filter: placeFilter, key: placeKey });
  }
}

@Injectable()
export class PlacesService extends BaseService<ProbePlace> {
  readonly #writes;

  constructor(
    places: PlacesRepository,
    readonly em: EntityManager,
  ) {
    super(places);
    this.#writes = new Writes<ProbePlace, NewPlace>(places, this);
  }

  create = (data: NewPlace) => this.#writes.create(data);
  createMany = (rows: NewPlace[]) => this.#writes.createMany(rows);
  upsertMany = (rows: NewPlace[], options?: UpsertOptions) => this.#writes.upsertMany(rows, options);
  update = (id: string, changes: Partial<NewPlace>, versions?: Versions) =>
    this.#writes.update(id, changes, versions);
  delete = (id: string, versions?: Versions) => this.#writes.delete(id, versions);
}

@Controller('probe-places')
class ProbePlacesController {
  constructor(private readonly places: PlacesService) {}

  @CreateRoute(ProbePlaceDto)
  create(@Body() data: CreateProbePlaceDto): Promise<ProbePlace> {
    return this.places.create(data);
  }

  @ListRoute(ProbePlaceDto)
  list(@ListQuery(placeFilter) query: ListQuery): Promise<Page<ProbePlace>> {
    return this.places.page(query);
  }

  @GetRoute(ProbePlaceDto)
  get(@IdParam() id: string): Promise<ProbePlace> {
    return this.places.get(id);
  }

  @UpdateRoute(ProbePlaceDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateProbePlaceDto,
    @IfMatch() versions?: Versions,
  ): Promise<ProbePlace> {
    return this.places.update(id, changes, versions);
  }

  @DeleteRoute()
  delete(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<void> {
    return this.places.delete(id, versions);
  }

  @CreateManyRoute(ProbePlaceDto)
  createMany(@Many(CreateProbePlaceDto) { items }: Many<CreateProbePlaceDto>) {
    return this.places.createMany(items);
  }

  @UpsertRoute(ProbePlaceDto)
  upsertMany(@Upsert(CreateProbePlaceDto, placeKey) { items, ...options }: Upsert<CreateProbePlaceDto>) {
    return this.places.upsertMany(items, options);
  }
}

@Module({ controllers: [ProbePlacesController], providers: [PlacesRepository, PlacesService] })
export class PlacesModule {}
