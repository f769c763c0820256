import type { CreateData } from '../../src/platform/core/repository/repository-options.js';
import type { Saved } from '../../src/platform/core/service/rules.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';
import { Transactional } from '../../src/platform/core/transactional.js';
import { type ProbeGadget, gadgetFilter, type GadgetRepository, GadgetService } from './gadget.js';
import { type GadgetDatabase, openGadgets } from './gadget-database.js';

const parse = listQueryParser(gadgetFilter);

/** A copy in an order of its own, the same in every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const place = (i: number): number => ((i + 1) * (7919 + seed * 104_729)) % 1_000_003;
  return items
    .map((item, i) => ({ item, at: place(i) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

describe('many at once', () => {
  let db: GadgetDatabase;

  beforeAll(async () => {
    db = await openGadgets();
  });

  afterAll(() => db.close());

  it('upserts the same 200 keys 20 times in parallel: no deadlock, no duplicate, no lost update', async () => {
    const keys = Array.from({ length: 200 }, (_, i) => `shared ${i}`);
    const rule = { key: ['code'], merge: { quantity: 'stored.quantity + excluded.quantity' } };
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        db.gadgets.upsertMany(
          shuffled(keys, i).map((code) => ({ code, quantity: 1 })),
          rule,
        ),
      ),
    );
    expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(200);
    expect(results.reduce((sum, { updated }) => sum + updated, 0)).toBe(19 * 200);
    const stored = await db.database.query<{ quantity: number; version: number }>(
      `select quantity, version from probe_gadgets where code like 'shared %'`,
    );
    expect(stored).toEqual(Array(200).fill({ quantity: 20, version: 20 }));
  });

  it('creates and ignores the same keys in parallel', async () => {
    const keys = Array.from({ length: 100 }, (_, i) => `ignored ${i}`);
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        db.gadgets.upsertMany(
          shuffled(keys, i).map((code) => ({ code })),
          { key: ['code'], fields: [] },
        ),
      ),
    );
    expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(100);
    expect(results.reduce((sum, { ignored }) => sum + ignored, 0)).toBe(900);
    const ids = results.map(({ items }) => items.map(({ id }) => id).sort());
    expect(new Set(ids.map((list) => list.join())).size).toBe(1);
  });

  it('walks 10,000 rows by cursor while others insert and delete: each row once', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      code: `walk ${i}`,
      quantity: 7,
      rank: i % 5 === 0 ? null : i % 50,
    }));
    const steady = new Set((await db.gadgets.createMany(rows)).map(({ id }) => id));
    const seen: string[] = [];
    let walking = true;
    const writer = (async () => {
      for (let i = 0; walking; i++) {
        const passing = { code: `passing ${i}`, quantity: 7, rank: i % 4 === 0 ? null : i % 50 };
        const { id } = await db.gadgets.create(passing);
        if (i % 2) {
          await db.gadgets.softDelete(id);
        }
        await sleep(1);
      }
    })();
    let cursor: string | null = null;
    do {
      const page: { items: ProbeGadget[]; next_cursor: string | null } = await db.gadgets.page(
        parse({
          quantity: '7',
          order_by: '-rank',
          size: '100',
          ...(cursor && { cursor }),
          ...(!cursor && { include_total: 'false' }),
        }),
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor);
    walking = false;
    await writer;
    const found = seen.filter((id) => steady.has(id));
    expect(found).toHaveLength(10_000);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

/** Adds to what every entity does. */
class AuditedService extends GadgetService {
  failing = false;
  attempts = 0;

  constructor(
    private readonly gadgets: GadgetRepository,
    private readonly inTransaction: () => boolean,
  ) {
    super(gadgets);
  }

  async afterSave({ after: row }: Saved<ProbeGadget, CreateData<ProbeGadget>>): Promise<void> {
    expect(this.inTransaction()).toBe(true);
    await this.gadgets.create({ code: `audit of ${row.code}` });
    if (this.failing) {
      throw new Error('refused by the hook');
    }
  }

  @Transactional()
  async twice(code: string): Promise<void> {
    await this.gadgets.create({ code });
    await this.nested(`${code} again`);
    if (this.failing) {
      throw new Error('refused at the end');
    }
  }

  @Transactional()
  async nested(code: string): Promise<void> {
    await this.gadgets.create({ code });
  }

  /** Fails as PostgreSQL does for one of two transactions that wait for each other, the first time. */
  @Transactional()
  async unlucky(code: string): Promise<void> {
    await this.gadgets.create({ code });
    if (++this.attempts === 1) {
      await this.gadgets
        .getEntityManager()
        .getConnection()
        .execute(
          `do $$ begin raise sqlstate '40P01'; end $$`,
          [],
          'run',
          this.gadgets.getEntityManager().getTransactionContext(),
        );
    }
  }
}

describe('transactions', () => {
  let db: GadgetDatabase;
  let service: AuditedService;

  beforeEach(async () => {
    db ??= await openGadgets();
    service = new AuditedService(db.gadgets, () => db.database.inTransaction);
  });

  afterAll(() => db.close());

  const exists = (code: string): Promise<boolean> => db.gadgets.exists({ code });

  it('commits what nested calls did, together', async () => {
    await db.inUnit(() => service.twice('both'));
    expect([await exists('both'), await exists('both again')]).toEqual([true, true]);
  });

  it('rolls all of it back on a throw', async () => {
    service.failing = true;
    await expect(db.inUnit(() => service.twice('neither'))).rejects.toThrow('refused at the end');
    expect([await exists('neither'), await exists('neither again')]).toEqual([false, false]);
  });

  it('runs hooks in the transaction of the write', async () => {
    await db.inUnit(() => service.create({ code: 'hooked' }));
    expect(await exists('audit of hooked')).toBe(true);
    service.failing = true;
    await expect(db.inUnit(() => service.createMany([{ code: 'h1' }, { code: 'h2' }]))).rejects.toThrow(
      'hook',
    );
    expect([await exists('h1'), await exists('h2'), await exists('audit of h1')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('rolls back what earlier statements did when a later one fails', async () => {
    await db.gadgets.create({ code: 'taken' });
    const work = db.inUnit(() =>
      db.database.transaction(async () => {
        await db.gadgets.create({ code: 'before' });
        await db.gadgets.create({ code: 'taken' });
      }),
    );
    await expect(work).rejects.toThrow('unique');
    expect(await exists('before')).toBe(false);
  });

  it('runs again after a deadlock', async () => {
    await db.inUnit(() => service.unlucky('second try'));
    expect(service.attempts).toBe(2);
    expect(await exists('second try')).toBe(true);
  });

  it('needs a unit of work', async () => {
    await expect(service.twice('nowhere')).rejects.toThrow('runInContext');
  });
});
