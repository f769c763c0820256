import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ProbeSpecimen, SpecimensModule } from './specimens.module.js';
import {
  type Strange,
  strangeDay,
  strangeFloat,
  strangeJson,
  strangePrice,
  strangeSerial,
  strangeText,
  strangeTime,
  strangeWhole,
  strangeWords,
} from './strange-values.js';

/** `SEED` and `RUNS`: the values of a failed run again, and more of them. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.RUNS ?? 60);
const TIME_LIMIT = 60_000 + RUNS * 2_000;
const PATH = '/api/v1/probe-specimens';

const specimen = fc.record({
  text: strangeText,
  at: strangeTime,
  day: strangeDay,
  whole: strangeWhole,
  float: strangeFloat,
  price: strangePrice,
  serial: strangeSerial,
  data: strangeJson,
  words: strangeWords,
});

type Specimen = Record<string, Strange>;

const SCALARS = ['text', 'at', 'day', 'whole', 'float', 'price', 'serial'] as const;

const part = (of: Specimen, key: 'sent' | 'kept'): Record<string, unknown> =>
  Object.fromEntries(Object.entries(of).map(([name, strange]) => [name, strange[key]]));

/** As an item of a comma list. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const query = (parameters: Record<string, string>): string =>
  `${PATH}?${new URLSearchParams(parameters).toString()}`;

describe('strange values', () => {
  let api: TestApp;
  const ids: string[] = [];

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [SpecimensModule], orm: { entities: [ProbeSpecimen] } });
  });
  afterAll(() => api.close());

  it(
    `come back as the contract says, can be asked for, and do not change when sent again (seed ${seed})`,
    async () => {
      await fc.assert(
        fc.asyncProperty(specimen, async (made) => {
          const created = await api.client.post(PATH, part(made, 'sent'));
          if (made.at.kept === undefined) {
            expect([created.status, created.body.errors]).toMatchObject([422, [{ loc: ['body', 'at'] }]]);
            return;
          }
          const kept = part(made, 'kept');
          expect([created.status, created.body]).toMatchObject([201, kept]);
          const { id } = created.body;
          ids.push(id);
          expect((await api.client.get(`${PATH}/${id}`)).body).toEqual(created.body);
          const again = await api.client.patch(`${PATH}/${id}`, part(made, 'sent'));
          expect([again.status, again.body]).toEqual([200, created.body]);
          for (const name of SCALARS) await findsBy(name, String(made[name].sent), id);
          await findsBy('text__in', [quoted(made.text.sent), 'other'].join(), id);
          await findsBy('price__in', ['1.5', made.price.sent].join(), id);
        }),
        { seed, numRuns: RUNS },
      );
      for (const order of SCALARS.flatMap((name) => [name, `-${name}`])) {
        expect((await walk(order)).toSorted()).toEqual(ids.toSorted());
      }
    },
    TIME_LIMIT,
  );

  const findsBy = async (parameter: string, value: string, id: string) => {
    const found = await api.client.get(query({ [parameter]: value, size: '100' }));
    expect([parameter, found.status, found.body.items?.map((row: ProbeSpecimen) => row.id)]).toEqual([
      parameter,
      200,
      expect.arrayContaining([id]),
    ]);
  };

  /** The ids of every page, one cursor after the other. */
  const walk = async (order: string): Promise<string[]> => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await api.client.get(
        query({ order_by: order, size: '40', ...(cursor && { cursor }) }),
      );
      seen.push(...body.items.map((row: ProbeSpecimen) => row.id));
      cursor = body.next_cursor;
    }
    return seen;
  };
});
