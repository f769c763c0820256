import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isUuid } from '../../core/list/values.js';
import { ValidationError } from '../../errors/errors.js';
import { onMethod } from './on-method.js';

const uuidPipe: PipeTransform<string, string> = {
  transform: (value) => {
    if (!isUuid(value)) {
      throw ValidationError.of(['path', 'id'], 'uuid', 'Expected a UUID');
    }
    return value.toLowerCase();
  },
};

/** The `{id}` of the path; 422 if it is not a UUID. */
export const IdParam = (): ParameterDecorator =>
  onMethod(
    Param('id', uuidPipe),
    ApiParam({
      name: 'id',
      description: 'The id of the row',
      schema: { type: 'string', format: 'uuid', example: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41' },
    }),
  );
