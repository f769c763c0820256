import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ERROR_CODES } from '../../errors/error-codes.js';
import { FIELD_ERROR_TYPES } from '../../errors/field-error-types.js';

/** One field that is to blame. */
@ApiSchema({ name: 'FieldError', description: 'One field, parameter or header that is to blame' })
export class FieldErrorDto {
  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    example: ['body', 'name'],
    description: 'Where: `body`, `query`, `path` or `header` first, then names and indexes',
  })
  loc!: (string | number)[];

  @ApiProperty({
    type: 'string',
    example: 'Must have at most 255 characters',
    description: 'For people; may change',
  })
  msg!: string;

  @ApiProperty({
    type: 'string',
    example: 'max_length',
    description: `A stable name of the broken rule: ${Object.keys(FIELD_ERROR_TYPES).join(', ')}; or the name of a rule that a field has beyond these, such as is_credit_card`,
  })
  type!: string;
}

/** The envelope of every answer that is not a success. */
@ApiSchema({ name: 'Error', description: 'The body of every answer that is not a success' })
export class ErrorDto {
  @ApiProperty({ type: 'string', example: 'Validation failed', description: 'For people; may change' })
  detail!: string;

  @ApiProperty({
    enum: Object.keys(ERROR_CODES),
    enumName: 'ErrorCode',
    example: 'VALIDATION_ERROR',
    description: 'Stable: what a client decides by',
  })
  error_code!: string;

  @ApiProperty({
    type: 'string',
    example: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
    description: 'The id of the request, for a report',
  })
  correlation_id!: string;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-01-05T12:00:00.000Z' })
  timestamp!: string;

  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'The fields that are to blame' })
  errors?: FieldErrorDto[];
}
