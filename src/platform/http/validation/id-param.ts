import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isUuid } from '../../core/list/values.js';
import { ValidationError } from '../../errors/errors.js';

const uuidPipe: PipeTransform<string, string> = {
  transform: (value) => {
    if (!isUuid(value)) {
      throw ValidationError.of(['path', 'id'], 'uuid', 'Expected a UUID');
    }
    return value.toLowerCase();
  },
};

/** The `{id}` of the path; 422 if it is not a UUID. */
export const IdParam = (): ParameterDecorator => (target, method, index) => {
  Param('id', uuidPipe)(target, method, index);
  const descriptor = Object.getOwnPropertyDescriptor(target, method!)!;
  ApiParam({ name: 'id', description: 'The id of the row', schema: { type: 'string', format: 'uuid' } })(
    target,
    method!,
    descriptor,
  );
};
