import type { Page } from '../../core/list/list-query.js';

/** A longer header (bytes) may not fit what proxies and clients take for all headers of an answer. */
const MAX_LENGTH = 2_048;

/** Beyond so many rows, pages around a page are reached by cursor: by number, the database counts all rows before them. */
export const DEEP = 10_000;

/**
 * The `Link` header of a page (RFC 8288): `first`, `prev`, `next` and `last`, as far as they are known, each with the
 * rest of the request's query string.
 *
 * @param url path and query string of the request
 * @returns undefined if it would be too long: the page itself has the cursors
 */
export function linkHeader(url: string, page: Page<unknown>): string | undefined {
  const [path = '', ...search] = url.split('?');
  const link = (rel: string, changes: Record<string, string | null>): string => {
    const parameters = new URLSearchParams(search.join('?'));
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) {
        parameters.delete(name);
      } else {
        parameters.set(name, value);
      }
    }
    const query = parameters.toString();
    return `<${path}${query && `?${query}`}>; rel="${rel}"`;
  };
  const links = page.page === null ? cursorLinks(page, link) : pageLinks(page, page.page, link);
  const header = links.join(', ');
  return header.length <= MAX_LENGTH ? header : undefined;
}

type Link = (rel: string, changes: Record<string, string | null>) => string;

function pageLinks(page: Page<unknown>, number: number, link: Link): string[] {
  const isDeep = number * page.size > DEEP;
  const links = [link('first', { page: '1' })];
  if (isDeep && page.previous_cursor) {
    links.push(link('prev', { page: null, cursor: page.previous_cursor }));
  } else if (number > 1) {
    links.push(link('prev', { page: String(Math.min(number - 1, page.pages || number)) }));
  }
  if (page.next_cursor) {
    links.push(
      link('next', isDeep ? { page: null, cursor: page.next_cursor } : { page: String(number + 1) }),
    );
  }
  if (page.pages) {
    links.push(link('last', { page: String(page.pages) }));
  }
  return links;
}

function cursorLinks(page: Page<unknown>, link: Link): string[] {
  const links = [link('first', { cursor: null })];
  if (page.previous_cursor) {
    links.push(link('prev', { cursor: page.previous_cursor }));
  }
  if (page.next_cursor) {
    links.push(link('next', { cursor: page.next_cursor }));
  }
  return links;
}
