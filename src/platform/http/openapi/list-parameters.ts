import { applyDecorators } from '@nestjs/common';
import { ApiQuery, type ApiQueryOptions } from '@nestjs/swagger';
import { type Filter, type FilterField, type Operator, parameterName } from '../../core/list/filter.js';
import { ReadsQuery } from '../validation/unread-input.guard.js';
import { DEFAULT_SIZE, MAX_LIST_VALUES, MAX_SIZE } from '../../core/list/parse-list-query.js';

const MEANING: Record<Operator, (field: string) => string> = {
  eq: (field) => `\`${field}\` equals this`,
  neq: (field) => `\`${field}\` has another value; rows without one are left out`,
  gt: (field) => `\`${field}\` is greater than this`,
  gte: (field) => `\`${field}\` is greater than or equal to this`,
  lt: (field) => `\`${field}\` is less than this`,
  lte: (field) => `\`${field}\` is less than or equal to this`,
  in: (field) => `\`${field}\` is one of these, at most ${MAX_LIST_VALUES}, separated by commas`,
  not_in: (field) =>
    `\`${field}\` is none of these, at most ${MAX_LIST_VALUES}, separated by commas; rows without one are left out`,
  isnull: (field) => `\`${field}\` is null (true) or not (false)`,
  like: (field) => `\`${field}\` contains this text`,
  ilike: (field) => `\`${field}\` contains this text, in upper or lower case`,
  not: (field) => `\`${field}\` is not this; rows without a value count`,
  all: (field) => `\`${field}\` are all of these, at most ${MAX_LIST_VALUES}, separated by commas`,
};

/** What the operators mean for a set of other rows, given by their ids. */
const MEMBERSHIP: Partial<Record<Operator, (field: string) => string>> = {
  eq: (field) => `This is one of the \`${field}\``,
  in: (field) =>
    `At least one of these, at most ${MAX_LIST_VALUES}, separated by commas, is one of the \`${field}\``,
  all: (field) => `All of these, at most ${MAX_LIST_VALUES}, separated by commas, are among the \`${field}\``,
};

/** Documents every parameter of a list, from its declaration. */
export function ApiListQuery<T>(filter: Filter<T>): MethodDecorator {
  const fields = Object.entries(filter.fields);
  return applyDecorators(
    ReadsQuery(),
    ...pageParameters(filter).map((parameter) => ApiQuery({ required: false, ...parameter })),
    ...fields.flatMap(([name, declared]) =>
      declared.operators.map((operator) => ApiQuery(filterParameter(name, operator, declared))),
    ),
  );
}

function filterParameter(
  name: string,
  operator: Operator,
  { value, set }: FilterField<unknown>,
): ApiQueryOptions {
  const common = {
    name: parameterName(name, operator),
    required: false,
    description: set ? MEMBERSHIP[operator]!(name) : MEANING[operator](name),
  };
  if (operator === 'isnull') {
    return { ...common, schema: { type: 'boolean' } };
  }
  if (operator === 'in' || operator === 'not_in' || operator === 'all') {
    const schema = { type: 'array', items: value.schema, minItems: 1, maxItems: MAX_LIST_VALUES } as const;
    return { ...common, schema, style: 'form', explode: false };
  }
  return { ...common, schema: value.schema };
}

function pageParameters<T>({ order_by, search, default_order }: Filter<T>): object[] {
  const keys = order_by.flatMap((name) => [name, `-${name}`]).join('|');
  return [
    {
      name: 'page',
      description:
        'The page. Not with `cursor`. The farther behind it is, the longer it takes; by cursor every page takes as long as the first.',
      schema: { type: 'integer', format: 'int32', minimum: 1, default: 1 },
    },
    {
      name: 'size',
      description: 'Rows a page',
      schema: { type: 'integer', format: 'int32', minimum: 1, maximum: MAX_SIZE, default: DEFAULT_SIZE },
    },
    {
      name: 'cursor',
      description:
        'A `next_cursor` or `previous_cursor`; goes with the sort and filters that it was given for, not with `page`',
      schema: { type: 'string' },
    },
    {
      name: 'include_total',
      description: 'Whether to count the rows: by default with `page`, but not with `cursor`',
      schema: { type: 'boolean' },
    },
    {
      name: 'deleted',
      description: 'Whether to show deleted rows',
      schema: { type: 'string', enum: ['exclude', 'include', 'only'], default: 'exclude' },
    },
    {
      name: 'order_by',
      description: `Columns, separated by commas, \`-\` for descending: ${order_by.join(', ')}. Nulls come last.`,
      schema: {
        type: 'string',
        pattern: `^(${keys})(,(${keys}))*$`,
        default: default_order ?? '-created_at',
      },
    },
    ...(search.length > 0
      ? [
          {
            name: 'search',
            description: `Text that ${search.join(' or ')} contains, anywhere and in upper or lower case; two letters are enough to be quick, or one that is not of ASCII`,
            schema: { type: 'string' },
          },
        ]
      : []),
  ];
}
