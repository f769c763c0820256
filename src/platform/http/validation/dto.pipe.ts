import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { hasRules } from './shape.js';
import { type Validator, validatorOf } from './validator.js';

const SOURCES = { body: 'body', query: 'query', param: 'path' } as const;

/**
 * Validates what a handler takes with `@Body() dto: Dto`, `@Query()` or `@Param()`, by the class's rules of
 * class-validator. Parameters of other types, and without a class that has rules, pass as they are.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  readonly #validators = new Map<unknown, Validator<object> | undefined>();

  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    const validate = type === 'custom' ? undefined : this.#validatorOf(metatype);
    if (!validate || type === 'custom') {
      return value;
    }
    return validate(value, data === undefined ? [SOURCES[type]] : [SOURCES[type], data]);
  }

  #validatorOf(metatype: unknown): Validator<object> | undefined {
    if (!this.#validators.has(metatype)) {
      this.#validators.set(metatype, hasRules(metatype) ? validatorOf(metatype) : undefined);
    }
    return this.#validators.get(metatype);
  }
}
