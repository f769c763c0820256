import { isDate, TIMESTAMP } from '../../../core/list/values.js';
import type { Rule } from '../rule.js';
import { fieldDecorator, type FieldOptions } from './field.js';
import { isText } from './text.js';

/** A day of the calendar, `2025-01-31`. */
export function DateField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'date',
    msg: 'Expected a date such as 2025-01-31',
    test: (value) => typeof value === 'string' && isDate(value),
  };
  return fieldDecorator([isText(), rule], options, { type: 'string', format: 'date' });
}

/** A moment by ISO 8601, kept with milliseconds, answered in UTC. The property is a `Date`, or such text. */
export function TimeField(options: FieldOptions<string> = {}): PropertyDecorator {
  const rule: Rule = {
    type: 'date_time',
    msg: 'Expected an ISO 8601 time such as 2025-01-31T12:00:00Z',
    test: (value) => typeof value === 'string' && TIMESTAMP.parse(value) !== undefined,
  };
  const schema = { type: 'string', format: 'date-time' } as const;
  return fieldDecorator([isText(), rule], options, schema, {
    clean: (value) => TIMESTAMP.parse(value as string),
    moment: true,
  });
}
