import type { TestOf } from './describe-resource.js';
import type { ResourceRows, Row } from './resource-rows.js';

const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

/** The sets of other rows. */
export function describeSets(rowsOf: () => ResourceRows, test: TestOf): void {
  const sets = (): [string, string][] => Object.entries(rowsOf().options.sets ?? {});

  test(['create', 'update'], 'replaces a set by the one that is given, once', async () => {
    const rows = rowsOf();
    for (const [, property] of sets()) {
      const row = await rows.make();
      const ids = idsOf(row, property);
      const change = async (given: object) => (await rows.client.patch(`${rows.path}/${row.id}`, given)).body;
      expect(await change({ [property]: [...ids].reverse() })).toMatchObject({ [property]: ids, version: 1 });
      expect(await change({ [property]: [] })).toMatchObject({ [property]: [], version: 2 });
      expect(await change({ [property]: ids })).toMatchObject({ [property]: ids, version: 3 });
    }
  });

  test(['create', 'update'], 'refuses an id that is there twice, or leads to nothing', async () => {
    const rows = rowsOf();
    for (const [, property] of sets()) {
      const row = await rows.make();
      const [id] = idsOf(row, property);
      for (const [other, type] of [
        [id, 'duplicate'],
        [MISSING, 'foreign_key'],
      ]) {
        const refused = await rows.client.patch(`${rows.path}/${row.id}`, { [property]: [id, other] });
        expect(refused.status).toBe(422);
        expect(refused.body.errors).toMatchObject([{ loc: ['body', property, 1], type }]);
      }
    }
  });

  test(['list', 'create'], 'finds rows by their sets, and embeds these', async () => {
    const rows = rowsOf();
    for (const [name, property] of sets()) {
      const [row, other] = [await rows.make(), await rows.make()];
      const ids = idsOf(row, property);
      for (const [query, expected] of [
        [`${name}=${ids[0]!}`, true],
        [`${name}__in=${ids[0]!},${MISSING}`, true],
        [`${name}__all=${ids.join(',')}`, true],
        [`${name}__all=${ids[0]!},${MISSING}`, false],
        [`${name}=${MISSING}`, false],
      ] as const) {
        const found = await rows.find(`${query}&size=100&include=${name}`);
        expect([query, found.map(({ id }) => id)]).toEqual([query, expected ? [row.id] : []]);
        const embedded = found.flatMap((one) => one[name] as Row[]).map(({ id }) => id);
        expect([query, embedded.sort()]).toEqual([query, expected ? ids : []]);
      }
      expect(idsOf(other, property)).not.toEqual(ids);
    }
  });
}

function idsOf(row: Row, property: string): string[] {
  const ids = row[property] as string[];
  expect(ids).not.toEqual([]);
  return ids;
}
