import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsInstance, IsInt, IsOptional, IsString, MinLength, ValidateNested } from 'class-validator';
import { ValidationError } from '../../src/platform/errors/errors.js';
import type { Dto } from '../../src/platform/http/validation/dto.js';
import { validatorOf } from '../../src/platform/http/validation/validator.js';

class Cell {
  @IsInt()
  n!: number;
}

/** The documentation of class-validator and class-transformer, "sets and maps". */
class Sheet {
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Cell)
  byName?: Map<string, Cell>;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Cell)
  cells?: Set<Cell>;

  @IsOptional()
  @MinLength(2, { each: true })
  @Type(() => String)
  tags?: Set<string>;
}

class Held {
  @IsInstance(Cell)
  @ValidateNested()
  @Type(() => Cell)
  cell!: Cell;
}

class Guarded {
  #name = 'nobody';

  @IsString()
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }
}

class Secretive {
  @IsString()
  name!: string;

  readonly #greeting = 'Hello';

  greet(): string {
    return `${this.#greeting} ${this.name}`;
  }
}

const check = async <T extends object>(dto: Dto<T>, value: object): Promise<T> =>
  validatorOf(dto)(value, ['body']);

const blamed = async (dto: Dto, value: object): Promise<unknown> =>
  check(dto, value).then(
    () => [],
    (error: unknown) =>
      (error as ValidationError).errors?.map(({ loc, type }) => `${loc.slice(1).join('.')} ${type}`),
  );

describe('sets and maps', () => {
  it('are made of lists and objects, with their elements validated', async () => {
    const sheet = await check(Sheet, { byName: { a: { n: 1 } }, cells: [{ n: 2 }], tags: ['ab', 'ab'] });
    expect(sheet.byName?.get('a')).toBeInstanceOf(Cell);
    expect([...sheet.cells!]).toEqual([{ n: 2 }]);
    expect([...sheet.tags!]).toEqual(['ab']);
  });

  it.each([
    [{ byName: { a: { n: 'x' } } }, ['byName.a.n integer']],
    [{ byName: { a: { n: 1, evil: 1 } } }, ['byName.a.evil unknown']],
    [{ byName: { a: 5 } }, ['byName.a object']],
    [{ byName: [{ n: 1 }] }, ['byName object']],
    [{ cells: [{ n: 1 }, { n: 'x' }] }, ['cells.1.n integer']],
    [{ cells: [{ n: 1, evil: 1 }] }, ['cells.0.evil unknown']],
    [{ cells: { n: 1 } }, ['cells list']],
  ])('blame the element: %j', async (value, errors) => {
    expect(await blamed(Sheet, value)).toEqual(errors);
  });
});

describe('what only an instance of the class has', () => {
  it('is there for @IsInstance()', async () => {
    expect((await check(Held, { cell: { n: 1 } })).cell).toBeInstanceOf(Cell);
    expect(await blamed(Held, { cell: { n: 'x' } })).toEqual(['cell.n integer']);
  });

  it('is there for setters and private members', async () => {
    expect((await check(Guarded, { name: 'Kim' })).name).toBe('Kim');
    expect(await blamed(Guarded, { name: 5 })).toEqual(['name string']);
    expect((await check(Secretive, { name: 'Kim' })).greet()).toBe('Hello Kim');
  });
});
