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
  ListQuery,
  type ListRequest,
  ListRoute,
  Many,
  type Page,
  UpdateRoute,
  Upsert,
  type UpsertMany,
  UpsertRoute,
} from '../../../src/platform/http.js';
import { EntityDtoOf, JsonField, PatchOf } from '../../../src/platform/dto.js';
import { BaseRepository, type CreateData, Database } from '../../../src/platform/repository.js';
import { BaseService, type UpsertOptions, Writes } from '../../../src/platform/service.js';
import { Place, Rank, Season } from './place.js';

class AddressDto {
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

class CreatePlaceDto {
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
  @Type(() => AddressDto)
  address!: AddressDto;

  @JsonField({ optional: true, nullable: true })
  billing?: Pick<AddressDto, 'city'> | null;

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

class UpdatePlaceDto extends PatchOf(CreatePlaceDto) {}

class PlaceDto extends EntityDtoOf(CreatePlaceDto) {
  @ApiProperty({ type: 'integer' }) guests!: number;
  @ApiProperty({ type: 'string' }) label!: string;
}

const placeFilter = filterOf<Place>({
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

type NewPlace = Omit<CreateData<Place>, 'address' | 'billing'> & {
  address: AddressDto;
  billing?: Pick<AddressDto, 'city'> | null;
};

@Injectable()
export class PlacesRepository extends BaseRepository<Place, NewPlace> {
  constructor(database: Database) {
    super(database, Place, { filter: placeFilter, key: placeKey });
  }
}

@Injectable()
export class PlacesService extends BaseService<Place> {
  readonly #writes;

  constructor(
    places: PlacesRepository,
    readonly em: EntityManager,
  ) {
    super(places);
    this.#writes = new Writes<Place, NewPlace>(places, this);
  }

  create = (data: NewPlace) => this.#writes.create(data);
  createMany = (rows: NewPlace[]) => this.#writes.createMany(rows);
  upsertMany = (rows: NewPlace[], options?: UpsertOptions) => this.#writes.upsertMany(rows, options);
  update = (id: string, changes: Partial<NewPlace>) => this.#writes.update(id, changes);
  delete = (id: string) => this.#writes.delete(id);
}

@Controller('places')
class PlacesController {
  constructor(private readonly places: PlacesService) {}

  @CreateRoute(PlaceDto)
  create(@Body() data: CreatePlaceDto): Promise<Place> {
    return this.places.create(data);
  }

  @ListRoute(PlaceDto)
  list(@ListQuery(placeFilter) query: ListRequest): Promise<Page<Place>> {
    return this.places.page(query);
  }

  @GetRoute(PlaceDto)
  get(@IdParam() id: string): Promise<Place> {
    return this.places.get(id);
  }

  @UpdateRoute(PlaceDto)
  update(@IdParam() id: string, @Body() changes: UpdatePlaceDto): Promise<Place> {
    return this.places.update(id, changes);
  }

  @DeleteRoute()
  delete(@IdParam() id: string): Promise<void> {
    return this.places.delete(id);
  }

  @CreateManyRoute(PlaceDto)
  createMany(@Many(CreatePlaceDto) { items }: Many<CreatePlaceDto>) {
    return this.places.createMany(items);
  }

  @UpsertRoute(PlaceDto)
  upsertMany(@Upsert(CreatePlaceDto, placeKey) { items, ...options }: UpsertMany<CreatePlaceDto>) {
    return this.places.upsertMany(items, options);
  }
}

@Module({ controllers: [PlacesController], providers: [PlacesRepository, PlacesService] })
export class PlacesModule {}
