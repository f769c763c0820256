import type { Part } from './guide.js';

/** What a reader does with a page. */
export interface Guide extends Part {
  file: string;
  /** What the reader has done before. */
  first?: string;
  /** What shows that it led where the page says. */
  last?: string;
}

/** Guides that are followed one after the other in one copy of the project. */
export interface Walk {
  guides: readonly Guide[];
  /** The checks that come last: of the style as well, or only whether all fits together. */
  checked?: 'all' | 'whole';
}

const INVOICES: Guide = { file: 'docs/adding-an-entity.md', section: 'In five minutes: invoices' };

/** Without its server. */
const JUST_INVOICES: Guide = { ...INVOICES, blocks: 1 };

/** The server starts, and has forgotten the invoices. */
const WITHOUT_INVOICES = `npm start
test "$(command curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:3000/api/v1/invoices)" = 404
if grep -r InvoicesModule src || grep -i invoice openapi.json examples/client/schema.d.ts; then exit 1; fi`;

/** The page, its code, and an answer of the API by way of the proxy. */
const ADMIN_PAGE = `curl -s http://localhost:5173/ | grep '<div id="root">'
curl -s http://localhost:5173/src/main.tsx | grep createRoot
test "$(command curl -s -o /dev/null -w '%{http_code}' http://localhost:5173/api/v1/items)" = 401`;

/** All walks. What has the names of another guide needs a copy of its own. */
export const WALKS: readonly Walk[] = [
  {
    guides: [
      { file: 'README.md', section: 'A tour in five lines', first: 'npm start' },
      INVOICES,
      { file: 'docs/guides/your-own-route.md' },
      { file: 'docs/guides/error-codes.md' },
      { file: 'docs/guides/roles-and-policies.md' },
      { file: 'docs/guides/configuration-keys.md' },
      { file: 'docs/guides/writing-tests.md' },
      { file: 'docs/guides/shop.md' },
    ],
    checked: 'all',
  },
  { guides: [{ file: 'docs/adding-an-entity.md', section: 'Parts', commandsOnly: true }] },
  {
    guides: [
      JUST_INVOICES,
      { file: 'docs/adding-an-entity.md', section: 'Not yet deployed', last: WITHOUT_INVOICES },
    ],
    checked: 'whole',
  },
  {
    guides: [
      JUST_INVOICES,
      { file: 'docs/adding-an-entity.md', section: 'Already deployed', last: WITHOUT_INVOICES },
    ],
    checked: 'whole',
  },
  {
    guides: [{ file: 'docs/performance.md', section: 'Measure', last: 'grep -l rounds .data/bench/*.json' }],
  },
  {
    guides: [{ file: 'examples/admin/README.md', first: 'npm start\ncd examples/admin', last: ADMIN_PAGE }],
  },
];
