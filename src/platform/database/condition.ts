/** What can be asked of one value, in the words of MikroORM's queries. */
export interface Comparison<V> {
  $eq?: V | null;
  $ne?: V | null;
  $in?: readonly V[];
  $nin?: readonly V[];
  $gt?: V;
  $gte?: V;
  $lt?: V;
  $lte?: V;
}

/** The rows of which a column points to a row of `table` that the actor sees, or may write. */
export interface Through {
  $through: { table: string; rows: 'seen' | 'written' };
}

/** Which rows: the part of MikroORM's queries that can be asked of a row in SQL and in memory alike. */
export type Where<T> = {
  [K in keyof T & string]?: T[K] | null | readonly T[K][] | Comparison<NonNullable<T[K]>> | Through;
} & { $and?: readonly Where<T>[]; $or?: readonly Where<T>[] };

/** All rows, none, or those that fit. */
export type Condition<T> = boolean | Where<T>;

/** The condition that both of two conditions make. */
export function both<T>(a: Condition<T>, b: Condition<T>): Condition<T> {
  if (a === false || b === false) {
    return false;
  }
  return a === true ? b : b === true ? a : ({ $and: [a, b] } as unknown as Where<T>);
}

/**
 * Whether a row fits a condition, by SQL's rules: a comparison with null fits nothing, except `null` itself, `$eq: null`
 * and `$ne: null`.
 *
 * @throws Error if the condition asks for other rows than this one (`$through`): only the database can tell
 */
export function fits<T extends object>(row: T, condition: Condition<T>): boolean {
  if (typeof condition === 'boolean') {
    return condition;
  }
  return Object.entries(condition).every(([name, asked]) => {
    switch (name) {
      case '$and':
        return (asked as Where<T>[]).every((one) => fits(row, one));
      case '$or':
        return (asked as Where<T>[]).some((one) => fits(row, one));
      default:
        return valueFits((row as Record<string, unknown>)[name] ?? null, asked);
    }
  });
}

function valueFits(value: unknown, asked: unknown): boolean {
  if (Array.isArray(asked)) {
    return asked.some((one) => equal(value, one));
  }
  if (!isComparison(asked)) {
    return equal(value, asked);
  }
  return Object.entries(asked).every(([operator, operand]) => COMPARE[operator]!(value, operand));
}

/** Whether a value is asked for by operators, and not itself. */
export function isComparison(asked: unknown): asked is Record<string, unknown> {
  if (typeof asked !== 'object' || asked === null || asked instanceof Date || Array.isArray(asked)) {
    return false;
  }
  const names = Object.keys(asked);
  return names.length > 0 && names.every((name) => name.startsWith('$'));
}

const COMPARE: Record<string, (value: unknown, operand: unknown) => boolean> = {
  $eq: equal,
  $ne: (value, operand) => (operand === null ? value !== null : value !== null && !equal(value, operand)),
  $in: (value, operand) => value !== null && (operand as unknown[]).some((one) => equal(value, one)),
  $nin: (value, operand) => value !== null && !(operand as unknown[]).some((one) => equal(value, one)),
  $gt: (value, operand) => value !== null && comparable(value) > comparable(operand),
  $gte: (value, operand) => value !== null && comparable(value) >= comparable(operand),
  $lt: (value, operand) => value !== null && comparable(value) < comparable(operand),
  $lte: (value, operand) => value !== null && comparable(value) <= comparable(operand),
  $through: () => {
    throw new Error('Whether a row may be seen through another one, only the database can tell');
  },
};

function equal(value: unknown, operand: unknown): boolean {
  return comparable(value) === comparable(operand ?? null);
}

function comparable(value: unknown): string | number {
  return (value instanceof Date ? value.getTime() : value) as string | number;
}
