import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Page } from '../../core/list/list-query.js';
import type { Dto } from '../validation/dto.js';

/** The schema of a page of one kind of entity; `ItemDto` makes `ItemPage`. */
export function PageDtoOf<T extends object>(entity: Dto<T>): Dto<Page<T>> {
  @ApiSchema({ description: 'One page of a list' })
  class PageDto implements Page<T> {
    @ApiProperty({ type: [entity] })
    items!: T[];

    @ApiProperty({
      type: 'integer',
      nullable: true,
      example: 1,
      description: 'Rows in all; null where nothing was counted',
    })
    total!: number | null;

    @ApiProperty({ type: 'integer', nullable: true, example: 1, description: 'Null in cursor mode' })
    page!: number | null;

    @ApiProperty({ type: 'integer', example: 50 })
    size!: number;

    @ApiProperty({
      type: 'integer',
      nullable: true,
      example: 1,
      description: 'Pages in all; null where nothing was counted',
    })
    pages!: number | null;

    @ApiProperty({
      type: 'string',
      nullable: true,
      example: null,
      description: 'For `cursor=`; null on the last page',
    })
    next_cursor!: string | null;

    @ApiProperty({
      type: 'string',
      nullable: true,
      example: null,
      description: 'For `cursor=`; null on the first page',
    })
    previous_cursor!: string | null;
  }
  Object.defineProperty(PageDto, 'name', { value: `${entity.name.replace(/Dto$/, '')}Page` });
  return PageDto;
}
