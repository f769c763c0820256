import { linkHeader } from '../../src/platform/http/routes/link-header.js';

const PAGE = { items: [], total: 9, page: 2, size: 3, pages: 3, next_cursor: 'n', previous_cursor: 'p' };
const UUID = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';
const ids = (count: number) => Array.from({ length: count }, () => UUID).join(',');

describe('the Link header', () => {
  it('repeats the rest of the query, as long as all fits into 2 KiB', () => {
    expect(linkHeader(`/api/v1/items?page=2&owner_id__in=${ids(5)}`, PAGE)).toMatch(
      /^<\/api\/v1\/items\?page=1&owner_id__in=.*>; rel="first", .*rel="last"$/,
    );
  });

  it('goes on by cursor from a page that is far behind, since the next one by number would be slow', () => {
    const deep = { ...PAGE, total: 900_000, page: 4_000, pages: 300_000 };
    expect(linkHeader('/api/v1/items?page=4000&size=3&order_by=name', deep)).toBe(
      [
        '</api/v1/items?page=1&size=3&order_by=name>; rel="first"',
        '</api/v1/items?size=3&order_by=name&cursor=p>; rel="prev"',
        '</api/v1/items?size=3&order_by=name&cursor=n>; rel="next"',
        '</api/v1/items?page=300000&size=3&order_by=name>; rel="last"',
      ].join(', '),
    );
  });

  it.each([21, 100])('is left out for a filter of %d ids', (count) => {
    expect(linkHeader(`/api/v1/items?page=2&owner_id__in=${ids(count)}`, PAGE)).toBeUndefined();
  });
});
