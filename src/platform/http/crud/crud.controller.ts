import { Delete, Get, Patch, Post, Put } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { BaseEntity } from '../../core/entity/base.entity.js';
import type { Filter } from '../../core/list/filter.js';
import type { ListQuery, Page } from '../../core/list/list-query.js';
import type { UpsertResult } from '../../core/repository/bulk-writer.js';
import type { BaseService, ExpectedVersions, UpsertOptions } from '../../core/service/base.service.js';
import { IfMatch } from '../etag.js';
import { ApiListQuery } from '../openapi/list-parameters.js';
import { describeSchema } from '../openapi/describe-schema.js';
import { Operation } from '../openapi/operation.js';
import { Tag } from '../openapi/tag.js';
import { ValidBody } from '../validation/body.js';
import type { Dto } from '../validation/compiled-validator.js';
import { IdParam } from '../validation/id-param.js';
import { ValidListQuery } from '../validation/list-query.js';
import { BulkDeleteDto, BulkDeletedDto, bulkDtosOf } from './bulk.dto.js';
import { PageDtoOf } from './page.dto.js';

/** What the routes of an entity are made from. */
export interface CrudOptions<T extends object, C extends object, U extends object> {
  /** The entity's name in operation ids, summaries and tags, in PascalCase: `OrderLine`, `OrderLines`. */
  names: { one: string; many: string };
  /** What the routes are for; shown above them in the document. */
  description?: string;
  entity: Dto<T>;
  create: Dto<C>;
  update: Dto<U>;
  filter: Filter<T>;
  /** Whether there are routes for many rows at once; there are if left out. */
  bulk?: boolean;
  /** The fields that a bulk upsert may change; without them there is no such route. */
  upsert?: readonly (keyof C & string)[];
}

const WRITE_ERRORS = ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'] as const;

/**
 * The routes that every entity has, documented and checked from its DTOs. A feature's controller extends the result and
 * adds nothing but its own routes.
 */
export function CrudController<T extends BaseEntity, C extends object, U extends object>(
  options: CrudOptions<T, C, U>,
) {
  const { names, entity, create, update, filter, upsert } = options;
  const { one, many } = names;
  const label = { one: words(one), many: words(many) };
  describeSchema(entity, `One ${label.one}`);
  describeSchema(create, `A new ${label.one}`);
  describeSchema(update, `Changes of one ${label.one}: what is left out stays as it is`);
  const page = PageDtoOf(entity);
  const bulk = bulkDtosOf(one, entity, create, upsert ?? []);

  @Tag(label.many, options.description ?? `Create, read, change and delete ${label.many}`)
  abstract class Controller {
    constructor(protected readonly service: BaseService<T, C, U>) {}

    @Post()
    @Operation({
      id: `create${one}`,
      summary: `Create one ${label.one}`,
      status: 201,
      answer: entity,
      headers: ['Location', 'ETag'],
      accepts: ['Idempotency-Key'],
      errors: ['CONFLICT'],
    })
    @ApiBody({ type: create })
    async create(@ValidBody(create) data: C): Promise<T> {
      return this.service.create(data);
    }

    @Get()
    @Operation({ id: `list${many}`, summary: `List ${label.many}`, answer: page, headers: ['Link'] })
    @ApiListQuery(filter)
    async list(@ValidListQuery(filter) query: ListQuery): Promise<Page<T>> {
      return this.service.page(query);
    }

    @Get(':id')
    @Operation({
      id: `get${one}`,
      summary: `Get one ${label.one}`,
      answer: entity,
      headers: ['ETag'],
      accepts: ['If-None-Match'],
      errors: ['NOT_FOUND'],
    })
    async get(@IdParam() id: string): Promise<T> {
      return this.service.get(id);
    }

    @Patch(':id')
    @Operation({
      id: `update${one}`,
      summary: `Change some fields of one ${label.one}`,
      answer: entity,
      headers: ['ETag'],
      accepts: ['If-Match'],
      errors: [...WRITE_ERRORS],
    })
    @ApiBody({ type: update })
    async update(
      @IdParam() id: string,
      @ValidBody(update) changes: U,
      @IfMatch() versions: ExpectedVersions,
    ): Promise<T> {
      return this.service.update(id, changes, versions);
    }

    @Delete(':id')
    @Operation({
      id: `delete${one}`,
      summary: `Delete one ${label.one}`,
      description: 'The row can be restored.',
      status: 204,
      accepts: ['If-Match'],
      errors: WRITE_ERRORS,
    })
    async delete(@IdParam() id: string, @IfMatch() versions: ExpectedVersions): Promise<void> {
      await this.service.delete(id, versions);
    }

    @Post(':id/restore')
    @Operation({
      id: `restore${one}`,
      summary: `Bring back one deleted ${label.one}`,
      description: 'A row that was not deleted stays as it is.',
      answer: entity,
      headers: ['ETag'],
      accepts: ['If-Match'],
      errors: WRITE_ERRORS,
    })
    async restore(@IdParam() id: string, @IfMatch() versions: ExpectedVersions): Promise<T> {
      return this.service.restore(id, versions);
    }
  }

  if (options.bulk === false) {
    return Controller;
  }

  abstract class BulkController extends Controller {
    @Post('bulk')
    @Operation({
      id: `create${many}`,
      summary: `Create many ${label.many}, or none`,
      status: 201,
      answer: bulk.created,
      accepts: ['Idempotency-Key'],
      errors: ['CONFLICT'],
    })
    @ApiBody({ type: bulk.create })
    async createMany(
      @ValidBody(bulk.create) { items }: { items: C[] },
    ): Promise<{ created: number; items: T[] }> {
      const created = await this.service.createMany(items);
      return { created: created.length, items: created };
    }

    @Post('bulk/delete')
    @Operation({
      id: `delete${many}`,
      summary: `Delete many ${label.many}`,
      description: 'Ids that do not exist are skipped.',
      answer: BulkDeletedDto,
      errors: ['FORBIDDEN', 'CONFLICT'],
    })
    @ApiBody({ type: BulkDeleteDto })
    async deleteMany(@ValidBody(BulkDeleteDto) { ids }: BulkDeleteDto): Promise<BulkDeletedDto> {
      return { deleted: await this.service.deleteMany(ids) };
    }
  }

  if (!upsert) {
    return BulkController;
  }

  abstract class UpsertController extends BulkController {
    @Put('bulk')
    @Operation({
      id: `upsert${many}`,
      summary: `Create many ${label.many}, or update those that exist`,
      answer: bulk.upserted,
      errors: ['CONFLICT'],
    })
    @ApiBody({ type: bulk.upsert })
    async upsertMany(
      @ValidBody(bulk.upsert) { items, ...rule }: { items: C[] } & UpsertOptions,
    ): Promise<UpsertResult<T>> {
      return this.service.upsertMany(items, rule);
    }
  }
  return UpsertController;
}

/** `OrderLine` as a text has it: `order line`. */
function words(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
}
