/** The same value with `Infinity` for each `NaN`; itself if it holds none. */
export function infinityForNaN(value: unknown): unknown {
  if (Number.isNaN(value)) {
    return Infinity;
  }
  if (Array.isArray(value)) {
    const items = value.map(infinityForNaN);
    return items.some((item, i) => !Object.is(item, value[i])) ? items : value;
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return value;
  }
  const entries = Object.entries(value).map(
    ([key, part]: [string, unknown]) => [key, part, infinityForNaN(part)] as const,
  );
  return entries.some(([, before, after]) => !Object.is(before, after))
    ? Object.fromEntries(entries.map(([key, , after]) => [key, after]))
    : value;
}
