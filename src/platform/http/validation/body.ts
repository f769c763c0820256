import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { type Dto, type Validator, validatorOf } from './compiled-validator.js';

/** Checks a JSON body against a DTO. */
export class BodyPipe<T extends object> implements PipeTransform<unknown, T> {
  readonly #validate: Validator<T>;

  constructor(dto: Dto<T>) {
    this.#validate = validatorOf(dto);
  }

  transform(value: unknown): T {
    return this.#validate(value, ['body']);
  }
}

/** Checks a body against the class of its parameter. */
export class TypedBodyPipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || !metatype) {
      return value;
    }
    const rules = getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false);
    return rules.length > 0 ? validatorOf(metatype as Dto)(value, ['body']) : value;
  }
}
