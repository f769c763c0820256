import { Param, type PipeTransform } from '@nestjs/common';
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
export const IdParam = (): ParameterDecorator => Param('id', uuidPipe);
