import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { FieldError } from '../../errors/app-error.js';
import { ValidationError } from '../../errors/errors.js';
import { findUnstorable, trimmed } from './values.js';
import { readOne, unreadAs } from './text-values.js';

const SOURCES: Record<string, string> = { body: 'body', query: 'query', param: 'path' };

/**
 * Makes of one parameter what TypeScript declares: `@Param('id') id: number`, as Nest's own ValidationPipe does with
 * `transform`. What is missing stays undefined.
 */
export class ScalarPipe implements PipeTransform {
  readonly #type: unknown;

  /** @param type String, Number, Boolean or Date */
  constructor(type: unknown) {
    this.#type = type;
  }

  /** @throws ValidationError if the value is another one than declared, or given twice */
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    if (value === undefined) {
      return value;
    }
    const loc = [SOURCES[type]!, data!];
    const given = trimmed(value);
    const read = type === 'body' && this.#type !== Date ? given : readOne(given, this.#type);
    const error = this.#errorOf(read, loc);
    if (error) {
      throw new ValidationError([error]);
    }
    return read;
  }

  #errorOf(value: unknown, loc: FieldError['loc']): FieldError | undefined {
    if (Array.isArray(value) && loc[0] !== 'body') {
      return { loc, msg: 'Give this parameter once', type: 'multiple' };
    }
    if (this.#type === String) {
      return typeof value === 'string'
        ? findUnstorable(value, loc)
        : { loc, msg: 'Expected text', type: 'string' };
    }
    const fits = this.#type === Date ? value instanceof Date : typeof value === typeName(this.#type);
    return fits ? undefined : unreadAs(this.#type, loc);
  }
}

function typeName(type: unknown): 'number' | 'boolean' {
  return type === Number ? 'number' : 'boolean';
}
