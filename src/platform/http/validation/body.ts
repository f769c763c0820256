import { Body, type PipeTransform } from '@nestjs/common';
import { type Dto, type Validator, validatorOf } from './compiled-validator.js';

class BodyPipe<T extends object> implements PipeTransform<unknown, T> {
  readonly #validate: Validator<T>;

  constructor(dto: Dto<T>) {
    this.#validate = validatorOf(dto);
  }

  transform(value: unknown): T {
    return this.#validate(value, ['body']);
  }
}

/** The JSON body, checked against a DTO. */
export function ValidBody<T extends object>(dto: Dto<T>): ParameterDecorator {
  return Body(new BodyPipe(dto));
}
