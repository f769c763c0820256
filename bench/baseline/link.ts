import type { Page } from './list.js';

/** The `Link` header of a page. */
export function linkHeader(url: string, page: Page<unknown>): string {
  const [path, search] = url.split('?', 2);
  const parameters = new URLSearchParams(search);
  parameters.delete('cursor');
  parameters.delete('page');
  const rest = parameters.toString();
  const link = (rel: string, parameter: string): string => {
    const query = [rest, parameter].filter(Boolean).join('&');
    return `<${path}${query && `?${query}`}>; rel="${rel}"`;
  };
  const { page: number, pages, previous_cursor: previous, next_cursor: next } = page;
  const links = [link('first', number === null ? '' : 'page=1')];
  if (number === null) {
    if (previous) links.push(link('prev', `cursor=${previous}`));
    if (next) links.push(link('next', `cursor=${next}`));
    return links.join(', ');
  }
  if (number > 1) links.push(link('prev', `page=${number - 1}`));
  if (next) links.push(link('next', `page=${number + 1}`));
  if (pages) links.push(link('last', `page=${pages}`));
  return links.join(', ');
}
