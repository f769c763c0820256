import type { PipeTransform } from '@nestjs/common';
import type { Dto } from './dto.js';
import { type Validator, validatorOf } from './validator.js';

/** Checks a JSON body against a DTO that the type of the parameter does not name. */
export class BodyPipe<T extends object> implements PipeTransform<unknown, T | Promise<T>> {
  readonly #validate: Validator<T>;

  constructor(dto: Dto<T>) {
    this.#validate = validatorOf(dto);
  }

  transform(value: unknown): T | Promise<T> {
    return this.#validate(value, ['body']);
  }
}
