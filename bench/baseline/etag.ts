import { invalid } from './errors.js';

/** The version that `If-Match` asks for; undefined if any will do. */
export function expectedVersion(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') {
    return undefined;
  }
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined) {
    throw invalid(['header', 'if-match'], 'etag', 'Expected an entity tag such as "3", or *');
  }
  return Number(version);
}

/** Whether `If-None-Match` names the tag. */
export function ifNoneMatch(header: string | undefined, tag: string): boolean {
  return (
    header !== undefined &&
    (header === '*' || header.split(',').some((part) => part.trim().replace(/^W\//, '') === tag))
  );
}
