import type { FieldError } from '../../errors/app-error.js';
import { MAX_SUGGESTIONS, unknownName } from '../../errors/closest-name.js';
import { ValidationError } from '../../errors/errors.js';
import type { FieldErrorType } from '../../errors/field-error-types.js';
import type { Include } from '../relations/include.js';
import { type Filter, parameterName } from './filter.js';
import type { Condition, Deleted, ListQuery, SortKey } from './list-query.js';
import { splitList } from './split-list.js';
import { BOOLEAN, INTEGER, oneOf, TEXT, type ValueType } from './values.js';

/** A query string as Fastify parses it: a parameter that is given twice is an array. */
export type RawQuery = Record<string, string | string[] | undefined>;

export const DEFAULT_SIZE = 50;
export const MAX_SIZE = 100;
export const MAX_LIST_VALUES = 100;

const DELETED = oneOf<Deleted>(['exclude', 'include', 'only']);

type Parse<V> = (values: string[], fail: (type: FieldErrorType, msg: string) => void) => V | undefined;
type Parameters = Map<string, (values: string[], query: ListQuery, errors: FieldError[]) => void>;

/**
 * Makes the parser of one entity's lists.
 *
 * @param include reads what a list embeds, if it can embed something
 * @param others parameters beside those of the list, which somebody else reads
 * @throws ValidationError (from the parser) naming every parameter that is unknown, wrong or given twice
 */
export function listQueryParser<T>(
  filter: Filter<T>,
  include?: (raw: unknown) => Include,
  others: readonly string[] = [],
): (raw: RawQuery) => ListQuery {
  const parameters = parametersOf(filter);
  if (include) {
    parameters.set('include', (values, query) => (query.include = include(values)));
  }
  const defaultOrder = parseOrder(filter.default_order ?? '-created_at');
  return (raw) => {
    const errors: FieldError[] = [];
    const query: ListQuery = {
      conditions: [],
      search: '',
      deleted: 'exclude',
      order: defaultOrder,
      size: DEFAULT_SIZE,
      page: 1,
    };
    for (const name in raw) {
      const parse = parameters.get(name);
      if (parse) {
        parse([raw[name] ?? ''].flat(), query, errors);
      } else if (!others.includes(name)) {
        const known = errors.length < MAX_SUGGESTIONS ? [...parameters.keys(), ...others] : [];
        errors.push({ loc: ['query', name], msg: unknownName('parameter', name, known), type: 'unknown' });
      }
    }
    if (query.cursor !== undefined && raw.page !== undefined) {
      errors.push({ loc: ['query', 'page'], msg: 'Use either cursor or page', type: 'conflict' });
    }
    if (errors.length > 0) {
      throw new ValidationError(errors);
    }
    return query;
  };
}

function parametersOf<T>(filter: Filter<T>): Parameters {
  const parameters: Parameters = new Map();
  const add = <V>(name: string, parse: Parse<V>, apply: (query: ListQuery, value: V) => void): void => {
    parameters.set(name, (values, query, errors) => {
      const value = parse(values, (type, msg) => errors.push({ loc: ['query', name], msg, type }));
      if (value !== undefined) {
        apply(query, value);
      }
    });
  };
  add('page', scalar(atLeastOne(2_147_483_647)), (query, page) => (query.page = page));
  add('size', scalar(atLeastOne(MAX_SIZE)), (query, size) => (query.size = size));
  add('cursor', scalar(NOT_EMPTY), (query, cursor) => (query.cursor = cursor));
  add('include_total', scalar(BOOLEAN), (query, value) => (query.include_total = value));
  add('deleted', scalar(DELETED), (query, deleted) => (query.deleted = deleted));
  if (filter.search.length > 0) {
    add('search', scalar(TEXT), (query, search) => (query.search = search));
  }
  add('order_by', order(filter.order_by), (query, keys) => (query.order = keys));
  for (const [name, { value, operators }] of Object.entries(filter.fields)) {
    for (const operator of operators) {
      add(parameterName(name, operator), parseOf(operator, value), (query, parsed) =>
        query.conditions.push({ field: name, operator, value: parsed } satisfies Condition),
      );
    }
  }
  return parameters;
}

const NOT_EMPTY: ValueType<string> = {
  parse: (text) => text || undefined,
  expected: 'the cursor of a page before',
  type: 'cursor',
  schema: {},
};

function atLeastOne(max: number): ValueType<number> {
  return {
    ...INTEGER,
    parse: (text) => {
      const value = INTEGER.parse(text);
      return value !== undefined && value >= 1 && value <= max ? value : undefined;
    },
    expected: `an integer from 1 to ${max}`,
  };
}

function parseOf(operator: string, value: ValueType<unknown>): Parse<unknown> {
  if (operator === 'isnull') {
    return scalar(BOOLEAN);
  }
  return operator === 'in' || operator === 'not_in' || operator === 'all' ? list(value) : scalar(value);
}

/** One value, given once. */
function scalar<V>(value: ValueType<V>): Parse<V> {
  return (values, fail) => {
    if (values.length > 1) {
      fail('multiple', 'Give this parameter once');
      return undefined;
    }
    const parsed = value.parse(values[0]!);
    if (parsed === undefined) {
      fail(value.type, `Expected ${value.expected}`);
    }
    return parsed;
  };
}

/** A comma list, see `splitList`; repeats add up. */
function list<V>(value: ValueType<V>): Parse<V[]> {
  return (values, fail) => {
    const texts = values.flatMap<string | undefined>((text) => splitList(text) ?? [undefined]);
    if (texts.includes(undefined) || texts.length > MAX_LIST_VALUES) {
      fail(
        'list',
        `Expected 1 to ${MAX_LIST_VALUES} values, separated by commas; "a, b" for one with a comma`,
      );
      return undefined;
    }
    const parsed = texts.map((text) => value.parse(text!));
    if (parsed.includes(undefined)) {
      fail(value.type, `Expected ${value.expected} as each value`);
      return undefined;
    }
    return parsed as V[];
  };
}

/** `-created_at,name`: declared columns only, none of them twice. */
function order(columns: readonly string[]): Parse<SortKey[]> {
  return (values, fail) => {
    const keys = parseOrder(values.join(','));
    const names = keys.map(({ field }) => field);
    if (values.length > 1) {
      fail('multiple', 'Give this parameter once');
    } else if (names.some((name) => !columns.includes(name))) {
      fail('enum', `Expected a comma list of ${columns.join(', ')}, each with an optional - for descending`);
    } else if (new Set(names).size < names.length) {
      fail('duplicate', 'Name each column once');
    } else {
      return keys;
    }
    return undefined;
  };
}

/** Reads `-created_at,name`, whatever it names. */
export function parseOrder(text: string): SortKey[] {
  return text.split(',').map((key) => {
    const name = key.trim();
    return name.startsWith('-')
      ? { field: name.slice(1), descending: true }
      : { field: name, descending: false };
  });
}
