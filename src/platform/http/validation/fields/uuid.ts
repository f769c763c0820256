import { IsUUID } from 'class-validator';
import { isUuid, UUID } from '../../../core/list/values.js';
import type { Rule } from '../rule.js';
import { fieldDecorator, type FieldOptions } from './field.js';
import { isText } from './text.js';

/** A UUID of any version, in lower case from here on. */
export function UuidField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'uuid',
    msg: 'Expected a UUID',
    test: isUuid,
    by: (validation) => IsUUID('loose', validation),
  };
  return fieldDecorator(
    [isText(), rule],
    options,
    { type: 'string', format: 'uuid' },
    { clean: (value) => UUID.parse(value as string) },
  );
}
