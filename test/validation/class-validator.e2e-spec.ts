import { Body, Controller, Injectable, Module, Post, type Type as Class } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  Allow,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsCreditCard,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  MinLength,
  registerDecorator,
  Validate,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { IntegerField, JsonField, PatchOf, TextField, TimeField } from '../../src/platform/dto.js';
import { Public } from '../../src/platform/http/access/access.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { blamed, ProbeEchoDto } from './echo.js';

class ProbeLine {
  @IsInt()
  qty!: number;
}

class ProbeOrder {
  @ValidateNested()
  @Type(() => ProbeLine)
  @IsNotEmpty()
  line!: ProbeLine;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => ProbeLine)
  lines?: ProbeLine[];

  @IsOptional()
  @ArrayMinSize(1)
  @IsString({ each: true })
  tags?: string[];
}

class ProbeConditional {
  @IsIn(['card', 'cash'])
  kind!: string;

  @ValidateIf((order: ProbeConditional) => order.kind === 'card')
  @IsCreditCard({ message: '$property $value is no card' })
  card?: string;

  @Allow()
  note?: unknown;
}

@ValidatorConstraint({ name: 'customText', async: false })
class CustomTextLength implements ValidatorConstraintInterface {
  validate(text: string, args: ValidationArguments): boolean {
    return (
      text.length > (args.constraints as number[])[0]! && text.length < (args.constraints as number[])[1]!
    );
  }

  defaultMessage(): string {
    return 'Text ($value) is too short or too long!';
  }
}

function IsLongerThan(property: string): PropertyDecorator {
  return (object, propertyName) =>
    registerDecorator({
      name: 'isLongerThan',
      target: object.constructor,
      propertyName: propertyName as string,
      constraints: [property],
      validator: {
        validate: (value: string, { object: all }: ValidationArguments) =>
          value.length > (all as Record<string, string>)[property]!.length,
        defaultMessage: () => '$property must be longer than $constraint1',
      },
    });
}

@Injectable()
class TakenNames {
  has(name: string): Promise<boolean> {
    return Promise.resolve(name === 'taken');
  }
}

@Injectable()
@ValidatorConstraint({ async: true })
class IsFree implements ValidatorConstraintInterface {
  constructor(private readonly names: TakenNames) {}

  async validate(name: string): Promise<boolean> {
    return !(await this.names.has(name));
  }
}

class ProbePost1 {
  @Validate(CustomTextLength, [3, 20], { message: 'Wrong post title' })
  title!: string;

  @IsString()
  subject!: string;

  @IsLongerThan('subject')
  @IsString()
  text!: string;

  @IsOptional()
  @Validate(IsFree, { message: '$value is taken' })
  slug?: string;
}

class ProbeContent {
  @MinLength(2)
  title!: string;

  @IsOptional()
  @Length(2, 4)
  code?: string;

  published = false;
}
IsBoolean()(ProbeContent.prototype, 'published');

class ProbeArticle extends ProbeContent {
  @MaxLength(3, { message: 'At most $constraint1, not $value' })
  declare title: string;
}

class ProbeTransformed {
  @Transform(({ value }: { value: string }) => value.toLowerCase())
  @IsString()
  name!: string;

  @Expose({ name: 'first_name' })
  @IsString()
  firstName!: string;
}

@ValidatorConstraint({ name: 'isLater', async: true })
class IsLater implements ValidatorConstraintInterface {
  async validate(name: string): Promise<boolean> {
    return Promise.resolve(name !== 'taken');
  }
}

@ValidatorConstraint({ name: 'isWithinLimit' })
class IsWithinLimit implements ValidatorConstraintInterface {
  validate(size: number, { object }: ValidationArguments): boolean {
    return size <= (object as ProbeEach).limit!;
  }
}

/** What class-transformer takes of a client, and what not. */
class ProbeTaken {
  @Exclude({ toPlainOnly: true })
  @IsString()
  password!: string;

  @Exclude()
  @IsOptional()
  @IsString()
  hash?: string;

  @Expose({ groups: ['admin'] })
  @IsOptional()
  @IsString()
  role?: string;

  @Expose({ name: 'last_name' })
  @IsOptional()
  @IsString()
  lastName?: string;
}

@Exclude()
class ProbeExposed {
  @Expose()
  @IsString()
  name!: string;

  @IsOptional()
  @IsString()
  nick?: string;
}

/** Waits for what it says of a name, or looks at the rest of the object. */
class ProbeEach {
  @Validate(IsLater, { each: true })
  @IsOptional()
  names?: string[];

  @IsOptional()
  @IsInt()
  limit?: number;

  @Validate(IsWithinLimit, { each: true })
  @IsOptional()
  sizes?: number[];
}

class ProbeMixed {
  @TimeField()
  at!: string;

  @IntegerField({ min: 0, default: 7 })
  count?: number;

  @JsonField({ optional: true })
  data?: unknown;

  @IsOptional()
  @ValidateNested()
  @Type(() => ProbeLine)
  line?: ProbeLine;

  @IsOptional()
  @ValidateIf((mixed: ProbeMixed) => mixed.count !== 0)
  @IsString()
  note?: string;
}

class ProbeNamed {
  @TextField({ max: 5 })
  name!: string;

  @TextField({ nullable: true, optional: true })
  note?: string | null;

  @IntegerField({ default: 3 })
  size?: number;
}
class PatchProbeNamed extends PatchOf(ProbeNamed) {}

/** One route for each class, named after it. */
function controllerOf(dto: Class<object>): Class<unknown> {
  class ProbeEchoController {
    post(got: object): ProbeEchoDto {
      return { got };
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(ProbeEchoController.prototype, 'post')!;
  Reflect.defineMetadata('design:paramtypes', [dto], ProbeEchoController.prototype, 'post');
  Body()(ProbeEchoController.prototype, 'post', 0);
  ApiCreatedResponse({ type: ProbeEchoDto })(ProbeEchoController.prototype, 'post', descriptor);
  Post()(ProbeEchoController.prototype, 'post', descriptor);
  Public()(ProbeEchoController);
  Controller(`echo/${dto.name}`)(ProbeEchoController);
  return ProbeEchoController;
}

const DTOS = [
  ProbeOrder,
  ProbeConditional,
  ProbePost1,
  ProbeContent,
  ProbeArticle,
  ProbeEach,
  ProbeTaken,
  ProbeExposed,
  ProbeTransformed,
  ProbeMixed,
  ProbeNamed,
  PatchProbeNamed,
];

@Module({ controllers: DTOS.map(controllerOf), providers: [TakenNames, IsFree] })
class EchoModule {}

describe('what class-validator’s documentation says', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [EchoModule] });
  });
  afterAll(() => api.close());

  const post = (dto: Class<object>, body: object) => api.anonymous.post(`/api/v1/echo/${dto.name}`, body);

  const line = { qty: 1 };
  const text = { title: 'title', subject: 'ab', text: 'abc' };
  const at = '2025-01-31T13:00:00+01:00';

  it.each([
    [ProbeOrder, { line }],
    [ProbeOrder, { line, lines: [line, line], tags: ['a', 'b'] }],
    [ProbeConditional, { kind: 'cash', note: { any: 1 } }],
    [ProbeConditional, { kind: 'cash', card: 5 }],
    [ProbeConditional, { kind: 'card', card: '4111111111111111' }],
    [ProbePost1, text],
    [ProbePost1, { ...text, slug: 'free' }],
    [ProbeContent, { title: 'ab', published: true, code: '😀😀😀😀' }],
    [ProbeArticle, { title: 'a', published: false }],
    [ProbeTaken, { password: 'x' }],
    [ProbeExposed, { name: 'x' }],
    [PatchProbeNamed, {}],
    [PatchProbeNamed, { note: null }],
  ])('%p takes %j', async (dto, body) => {
    const answer = await post(dto, body);
    expect(answer.body).toEqual({ got: body });
  });

  it.each([
    [ProbeOrder, {}, ['body.line missing']],
    [ProbeOrder, { line: null }, ['body.line null']],
    [ProbeOrder, { line: 'x' }, ['body.line object']],
    [ProbeOrder, { line: [line] }, ['body.line object']],
    [ProbeOrder, { line: { qty: 'DROP', evil: {} } }, ['body.line.qty integer', 'body.line.evil unknown']],
    [ProbeOrder, { line, lines: [line, { qty: 'x' }] }, ['body.lines.1.qty integer']],
    [ProbeOrder, { line, lines: [line, 5] }, ['body.lines.1 object']],
    [ProbeOrder, { line, lines: line }, ['body.lines list']],
    [ProbeOrder, { line, tags: [] }, ['body.tags min_items']],
    [ProbeOrder, { line, tags: ['a', 5] }, ['body.tags.1 string']],
    [ProbeOrder, { line, tags: ['a', 'b\0'] }, ['body.tags.1 characters']],
    [ProbeConditional, { kind: 'card', card: '1' }, ['body.card is_credit_card']],
    [ProbeConditional, { kind: 'card' }, ['body.card missing']],
    [ProbePost1, { ...text, title: 'x' }, ['body.title custom_text']],
    [ProbePost1, { ...text, title: 5 }, ['body.title custom_text']],
    [ProbePost1, { ...text, text: 'a' }, ['body.text is_longer_than']],
    [ProbePost1, { ...text, slug: 'taken' }, ['body.slug is_free']],
    [ProbeContent, { title: 'a' }, ['body.title min_length']],
    [ProbeContent, { title: '😀' }, ['body.title min_length']],
    [ProbeContent, { title: 'ab', code: 'a' }, ['body.code min_length']],
    [ProbeContent, { title: 'ab', code: 'abcde' }, ['body.code max_length']],
    [ProbeArticle, { title: 'abcd' }, ['body.title max_length']],
    [ProbeTransformed, { name: 5, first_name: 'x' }, ['body.name invalid']],
    [ProbeTransformed, { name: 'x', first_name: 5 }, ['body.first_name string']],
    [ProbeEach, { names: ['a', 'taken', 'b', 'taken'] }, ['body.names.1 is_later', 'body.names.3 is_later']],
    [ProbeEach, { limit: 3, sizes: [1, 4, 2] }, ['body.sizes.1 is_within_limit']],
    [ProbeTaken, { password: 'x', hash: 'x' }, ['body.hash unknown']],
    [ProbeTaken, { password: 'x', role: 'x' }, ['body.role unknown']],
    [ProbeTaken, { password: 'x', lastName: 'x' }, ['body.lastName unknown']],
    [ProbeExposed, { name: 'x', nick: 'x' }, ['body.nick unknown']],
    [ProbeMixed, { at: 'x', line: { qty: 'x' } }, ['body.at date_time', 'body.line.qty integer']],
    [ProbeMixed, { at, constructor: 5 }, ['body.constructor unknown']],
    [PatchProbeNamed, { name: null }, ['body.name null']],
    [PatchProbeNamed, { size: null, note: 5 }, ['body.size null', 'body.note string']],
  ])('%p refuses %j', async (dto, body, errors) => {
    const answer = await post(dto, body);
    expect([answer.status, blamed(answer.body).sort()]).toEqual([422, [...errors].sort()]);
  });

  it('has a text for a rule that brings none', async () => {
    const { body } = await post(ProbeEach, { limit: 3, sizes: [1, 4, 2] });
    expect(body.errors).toMatchObject([{ loc: ['body', 'sizes', 1], msg: 'This value is not allowed' }]);
  });

  it('refuses __proto__ by name', async () => {
    const answer = await api.anonymous.send('post', '/api/v1/echo/ProbeMixed', undefined, (test) =>
      test.type('application/json').send(`{"at":"${at}","__proto__":{"a":1}}`),
    );
    expect([answer.status, blamed(answer.body)]).toEqual([422, ['body.__proto__ unknown']]);
  });

  it.each([
    [ProbePost1, { ...text, title: 'x' }, 'Wrong post title'],
    [ProbePost1, { ...text, text: 'a' }, 'text must be longer than subject'],
    [ProbePost1, { ...text, slug: 'taken' }, 'taken is taken'],
    [ProbeArticle, { title: 'abcd' }, 'At most 3, not abcd'],
    [ProbeConditional, { kind: 'card', card: '1' }, 'card 1 is no card'],
    [ProbeOrder, { line: {} }, 'This field is required'],
  ])('%p says what its developer wrote of %j', async (dto, body, msg) => {
    expect((await post(dto, body)).body.errors[0].msg).toBe(msg);
  });

  it('applies defaults, transformations and one form for each value', async () => {
    expect((await post(ProbeNamed, { name: ' x ' })).body).toEqual({ got: { name: 'x', size: 3 } });
    expect((await post(ProbeContent, { title: 'ab' })).body).toEqual({
      got: { title: 'ab', published: false },
    });
    expect((await post(ProbeTransformed, { name: 'KIM', first_name: 'x' })).body).toEqual({
      got: { name: 'kim', first_name: undefined, firstName: 'x' },
    });
    expect((await post(ProbeMixed, { at, data: { s: ' x ' }, line })).body).toEqual({
      got: { at: '2025-01-31T12:00:00.000Z', count: 7, data: { s: ' x ' }, line },
    });
  });
});

describe('a nested list', () => {
  it('is refused at once where nothing names the class of its elements', async () => {
    class Unnamed {
      @IsArray()
      @ValidateNested({ each: true })
      lines!: ProbeLine[];
    }
    const { shapeOf } = await import('../../src/platform/http/validation/shape.js');
    expect(() => shapeOf(Unnamed)).toThrow(
      /Unnamed\.lines has @ValidateNested\(\) but nothing names its class/,
    );
  });
});
