import { applyDecorators, type PipeTransform, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { Include as IncludeTree } from '../../core/relations/include.js';
import { ValidationError } from '../../errors/errors.js';
import type { Dto } from '../validation/dto.js';
import { propertiesOf } from '../validation/dto-shapes.js';
import { embeddedIn } from './embeds.js';
import { onMethod } from './on-method.js';

/** The name of the parameter of a list or a single row by which relations are embedded. */
export const INCLUDE = 'include';

/** What the answer embeds, as the client asked for it by `include=`; nothing if left out. */
export function Include(dto: Dto): ParameterDecorator {
  const pipe: PipeTransform<unknown, IncludeTree> = { transform: includeParser(dto) };
  return onMethod(Query(INCLUDE, pipe), ApiInclude(dto));
}

/** Documents `include=`: the names of all relations, nested ones by a dot. */
export function ApiInclude(dto: Dto): MethodDecorator {
  return (target, property, descriptor) => {
    // Asked for when the document is made: then all routes are known.
    const relation = {
      type: 'string',
      get enum() {
        return namesOf(dto);
      },
    };
    applyDecorators(
      ApiQuery({
        name: INCLUDE,
        required: false,
        description: 'What the answer embeds, separated by commas; such an answer has no `ETag`',
        schema: { type: 'array', items: relation, minItems: 1 },
        style: 'form',
        explode: false,
      } as never),
    )(target, property, descriptor);
  };
}

/**
 * Makes the parser of `include=` for an answer.
 *
 * @throws ValidationError (from the parser) if a name is unknown, or comes twice
 */
export function includeParser(dto: Dto): (raw: unknown) => IncludeTree {
  return (raw) => {
    if (raw === undefined) {
      return [];
    }
    const names = ([raw].flat() as string[]).flatMap((text) => text.split(',').map((name) => name.trim()));
    const known = namesOf(dto);
    if (names.some((name) => !known.includes(name))) {
      throw refused('enum', `Expected a comma list of ${known.join(', ')}`);
    }
    if (new Set(names).size < names.length) {
      throw refused('duplicate', 'Name each relation once');
    }
    return treeOf(dto, names);
  };
}

function refused(type: 'enum' | 'duplicate', msg: string): ValidationError {
  return ValidationError.of(['query', INCLUDE], type, msg);
}

/** `lines.product` embeds `lines`, too. */
function treeOf(dto: Dto, names: readonly string[]): IncludeTree {
  const roots = [...new Set(names.map((name) => name.split('.')[0]!))];
  return roots.map((name) => {
    const other = embeddedIn(dto).find((embedded) => embedded.name === name)!.dto;
    const nested = names.flatMap((one) => (one.startsWith(`${name}.`) ? [one.slice(name.length + 1)] : []));
    return { name, fields: propertiesOf(other), include: treeOf(other, nested) };
  });
}

function namesOf(dto: Dto): string[] {
  return embeddedIn(dto).flatMap(({ name, dto: other }) => {
    const nested = embeddedIn(other);
    return [name, ...nested.map((inner) => `${name}.${inner.name}`)];
  });
}
