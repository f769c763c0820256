/**
 * What an `HttpException` says, as one text: its string; of an object the `message` (several are joined), else the
 * `error`, as Nest's documentation has them, or the `detail` of our envelope.
 *
 * @returns undefined where it says nothing; an `Error` is not for clients
 */
export function detailOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null) {
    return textOf(response);
  }
  if (response instanceof Error) {
    return undefined;
  }
  const { message, detail, error } = response as { message?: unknown; detail?: unknown; error?: unknown };
  return textOf(message) ?? textOf(detail) ?? textOf(error);
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return value.map(textOf).filter(Boolean).join('; ') || undefined;
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;
}
