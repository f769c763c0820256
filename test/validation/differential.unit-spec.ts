import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  Contains,
  Equals,
  getMetadataStorage,
  IsArray,
  IsBoolean,
  IsDateString,
  IsDefined,
  IsEmail,
  IsEmpty,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  NotEquals,
  useContainer,
  validate,
  ValidateIf,
  ValidateNested,
  type ValidationError as Broken,
} from 'class-validator';
import fc from 'fast-check';
import { ValidationError } from '../../src/platform/errors/errors.js';
import type { Dto } from '../../src/platform/http/validation/dto.js';
import { validatorOf } from '../../src/platform/http/validation/validator.js';

/**
 * Where CONTRACT differs from class-validator, and so this test keeps away or follows CONTRACT:
 * - strings are trimmed before they are checked: the generated ones have no white space around them;
 * - NUL characters and lone surrogates are refused: none are generated;
 * - lengths count code points, class-validator leaves variation selectors out: none are generated, pairs are;
 * - a nested value that is a list where TypeScript declares one object, or the reverse, is refused: see `agrees`;
 * - a rule for each element blames the element, class-validator the list: blame is compared by field.
 */
type Make = () => PropertyDecorator;

const RULES: Record<string, Make> = {
  string: () => IsString(),
  int: () => IsInt(),
  number: () => IsNumber(),
  boolean: () => IsBoolean(),
  array: () => IsArray(),
  object: () => IsObject(),
  defined: () => IsDefined(),
  notEmpty: () => IsNotEmpty(),
  empty: () => IsEmpty(),
  optional: () => IsOptional(),
  min: () => Min(2),
  max: () => Max(5),
  positive: () => IsPositive(),
  maxLength: () => MaxLength(3),
  minLength: () => MinLength(2),
  length: () => Length(1, 3),
  matches: () => Matches(/^[a-c]+$/),
  contains: () => Contains('a'),
  email: () => IsEmail(),
  uuid: () => IsUUID(),
  date: () => IsDateString(),
  in: () => IsIn(['a', 1, true]),
  equals: () => Equals('a'),
  notEquals: () => NotEquals('a'),
  eachString: () => IsString({ each: true }),
  eachInt: () => IsInt({ each: true }),
  eachMaxLength: () => MaxLength(2, { each: true }),
  unique: () => ArrayUnique(),
  maxSize: () => ArrayMaxSize(2),
  arrayNotEmpty: () => ArrayNotEmpty(),
  whenFirst: () => ValidateIf((object: { a?: unknown }) => object.a !== undefined),
  onlyIf: () => IsString({ validateIf: (_object, value) => value !== 5 }),
  grouped: () => IsString({ groups: ['admin'] }),
};

const NAMES = ['a', 'b', 'c'] as const;

/** One class: the rules of each field, of the object nested in it, and whether a class below it has the last field. */
interface Plan {
  rules: string[][];
  line?: string[];
  list: boolean;
  inherited: boolean;
}

/** Builds the classes of a plan anew, so that neither side sees what the other one does to its metadata. */
function classOf({ rules, line, list, inherited }: Plan): Dto {
  class Base {
    declare a: unknown;
  }
  class Derived extends Base {}
  rules.forEach((names, i) => {
    const target = inherited && i === 0 ? Base : Derived;
    names.forEach((name) => RULES[name]!()(target.prototype, NAMES[i]!));
  });
  if (line) {
    class Line {
      declare x: unknown;
    }
    IsDefined()(Line.prototype, 'x');
    line.forEach((name) => RULES[name]!()(Line.prototype, 'x'));
    Reflect.defineMetadata('design:type', list ? Array : Line, Derived.prototype, 'line');
    ValidateNested({ each: list })(Derived.prototype, 'line');
    Type(() => Line)(Derived.prototype, 'line');
  }
  return Derived;
}

const ruleNames = fc.uniqueArray(fc.constantFrom(...Object.keys(RULES)), { minLength: 1, maxLength: 3 });
const plans: fc.Arbitrary<Plan> = fc.record(
  {
    rules: fc.array(ruleNames, { minLength: 1, maxLength: 3 }),
    line: ruleNames,
    list: fc.boolean(),
    inherited: fc.boolean(),
  },
  { requiredKeys: ['rules', 'list', 'inherited'] },
);

const scalar = fc.constantFrom<unknown>(
  ...['', 'a', 'ab', 'abcd', 'é', '😀', '😀😀', 'kim@example.com', '2025-01-31T12:00:00Z'],
  '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
  ...[0, -1, 1, 3, 7, 2.5, 1e21, true, false, null, undefined],
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(
    scalar.filter((item) => item !== undefined),
    { maxLength: 3 },
  ),
  fc.constantFrom<unknown>({}, { x: 'a' }, [{}], [[]]),
);
const item = fc.oneof(
  { weight: 3, arbitrary: fc.record({ x: scalar }) },
  fc.record({ x: scalar, y: scalar }),
  scalar.filter((one) => one !== undefined),
);
const inputs = fc
  .record(
    {
      a: value,
      b: value,
      c: value,
      line: fc.oneof(item, fc.array(item, { maxLength: 2 })),
      other: value,
    },
    { requiredKeys: [] },
  )
  // As JSON has it: nothing is undefined.
  .map((input) => JSON.parse(JSON.stringify(input)) as Record<string, unknown>);

/** The fields that class-validator blames: `line.0.x`. */
function blamedBy(found: Broken[], path = ''): string[] {
  return found.flatMap(({ property, constraints, children = [] }) => {
    const at = path ? `${path}.${property}` : property;
    return [...(constraints ? [at] : []), ...blamedBy(children, at)];
  });
}

async function byClassValidator(plan: Plan, input: object): Promise<string[]> {
  const instance = plainToInstance(classOf(plan), structuredClone(input));
  return blamedBy(await validate(instance, { whitelist: true, forbidNonWhitelisted: true }));
}

/** The fields that our validator blames, an element of a list of values by its list. */
async function byUs(plan: Plan, input: object): Promise<string[]> {
  try {
    await validatorOf(classOf(plan))(input, ['body']);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) {
      throw error;
    }
    return error.errors!.map(({ loc }) => {
      const [field, ...rest] = loc.slice(1);
      return field === 'line' ? [field, ...rest].join('.') : String(field);
    });
  }
}

/** Whether the nested value is of the kind that TypeScript declares; else it is refused by CONTRACT. */
function agrees({ line, list }: Plan, input: Record<string, unknown>): boolean {
  const nested = input.line;
  return !line || typeof nested !== 'object' || nested === null || Array.isArray(nested) === list;
}

/** class-validator looks through every class that it has ever seen, each time: the classes of a run go with it. */
function forget(): void {
  const storage = getMetadataStorage() as unknown as Record<string, Map<unknown, unknown>>;
  storage.validationMetadatas!.clear();
  storage.constraintMetadatas!.clear();
  const instances = new Map<unknown, unknown>();
  useContainer({
    get: (constraint: new () => unknown) => {
      const instance = instances.get(constraint) ?? new constraint();
      instances.set(constraint, instance);
      return instance as never;
    },
  });
}

const sorted = (names: string[]): string[] => [...new Set(names)].sort();

describe('our validation beside class-validator itself', () => {
  it('gives the same verdict and blames the same fields', async () => {
    await fc.assert(
      fc.asyncProperty(plans, inputs, async (plan, input) => {
        fc.pre(agrees(plan, input));
        forget();
        expect(sorted(await byUs(plan, input))).toEqual(sorted(await byClassValidator(plan, input)));
      }),
      { numRuns: 5_000 },
    );
  });
});
