/** Where Swagger UI shows the document. */
export const DOCS = '/docs';

/** Where Scalar shows it. */
export const REFERENCE = '/reference';

/** Where the project's docs can be read. */
export const GUIDES = '/guides';

const PAGES = [DOCS, REFERENCE, GUIDES];

/** Whether a URL is that of a page for people, or of what one loads. */
export function isPage(url: string): boolean {
  return PAGES.some((page) => url.startsWith(page));
}
