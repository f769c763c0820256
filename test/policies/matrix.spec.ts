import { AppError } from '../../src/platform/errors.js';
import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';
import { filterOf } from '../../src/platform/filter.js';
import { type Asker, type NoteDatabase, openNotes, user } from './note-database.js';
import {
  type AnyNote,
  ProbeManagedNote,
  ProbeOwnedNote,
  ProbePartNote,
  ProbePrivateNote,
  ProbePublicNote,
  ProbeSharedNote,
} from './notes.js';

const VERBS = [
  'create',
  'get',
  'list',
  'update',
  'delete',
  'restore',
  'deleted',
  'upsert',
  'deleteMany',
] as const;

/** `+` works, `-` finds nothing, a number is the status of the refusal. */
const MATRIX = `
policy   actor     create get list update delete restore deleted upsert deleteMany
owned    nobody    403    404 -    404    404    404     -       403    -
owned    stranger  +      +   +    403    403    404     -       403    403
owned    owner     +      +   +    +      +      +       +       +      +
owned    admin     +      +   +    +      +      +       +       +      +
owned    system    +      +   +    +      +      +       +       +      +
private  nobody    403    404 -    404    404    404     -       403    -
private  stranger  +      404 -    404    404    404     -       409    -
private  owner     +      +   +    +      +      +       +       +      +
private  admin     +      +   +    +      +      +       +       +      +
private  system    +      +   +    +      +      +       +       +      +
shared   nobody    403    404 -    404    404    404     -       403    -
shared   stranger  +      +   +    +      +      +       +       +      +
shared   admin     +      +   +    +      +      +       +       +      +
public   nobody    403    +   +    403    403    404     -       403    403
public   stranger  +      +   +    +      +      +       +       +      +
managed  nobody    403    404 -    404    404    404     -       403    -
managed  stranger  403    +   +    403    403    404     -       403    403
managed  owner     403    +   +    403    403    404     -       403    403
managed  admin     +      +   +    +      +      +       +       +      +
managed  system    +      +   +    +      +      +       +       +      +
part     nobody    422    404 -    404    404    404     -       422    -
part     stranger  403    +   +    403    403    404     -       403    403
part     owner     +      +   +    +      +      +       +       +      +
part     admin     +      +   +    +      +      +       +       +      +
`;

const KINDS = {
  owned: ProbeOwnedNote,
  private: ProbePrivateNote,
  shared: ProbeSharedNote,
  public: ProbePublicNote,
  managed: ProbeManagedNote,
  part: ProbePartNote,
} as const;

const owner = user();
const ACTORS: Record<string, Asker> = {
  nobody: 'nobody',
  stranger: user(),
  owner,
  admin: user('admin'),
  system: 'system',
};

const rows = MATRIX.trim()
  .split('\n')
  .slice(1)
  .map((line) => line.trim().split(/ +/) as [keyof typeof KINDS, string, ...string[]]);

const parse = listQueryParser(filterOf<AnyNote>({ fields: {}, search: [], order_by: ['created_at'] }));

describe('what each actor may do with the rows of others', () => {
  let db: NoteDatabase;
  let count = 0;

  beforeAll(async () => {
    db = await openNotes();
  });
  afterAll(() => db.close());

  /** A row that belongs to `owner`, or whose parent does. */
  async function make(kind: keyof typeof KINDS): Promise<AnyNote> {
    const code = `code ${++count}`;
    const parent =
      kind === 'part'
        ? { parent_id: (await db.as(owner, () => db.notes(ProbeOwnedNote).writes.create({ code }))).id }
        : {};
    const data = { code, owner_id: owner.id, ...parent };
    return db.as('system', () => db.notes<AnyNote>(KINDS[kind] as never).writes.create(data as never));
  }

  async function outcome(work: Promise<unknown>): Promise<string> {
    try {
      const result = await work;
      return result === 0 || (Array.isArray(result) && result.length === 0) ? '-' : '+';
    } catch (error) {
      if (error instanceof AppError) {
        return String(error.status);
      }
      throw error;
    }
  }

  it.each(rows)('%s, %s', async (kind, name, ...expected) => {
    const notes = db.notes<AnyNote>(KINDS[kind]);
    const who = ACTORS[name]!;
    const { writes } = notes;
    const page = async (row: AnyNote, deleted: string) =>
      (await notes.page(parse({ deleted, size: '100' }))).items.filter(({ id }) => id === row.id);
    const found: string[] = [];
    for (const verb of VERBS) {
      const row = await make(kind);
      const parent = row instanceof Object && 'parent_id' in row ? { parent_id: row.parent_id } : {};
      const fresh = { code: `code ${++count}`, ...parent, ...(who === 'system' && { owner_id: owner.id }) };
      if (verb === 'restore' || verb === 'deleted') {
        await db.as('system', () => writes.delete(row.id));
      }
      const work: Record<(typeof VERBS)[number], () => Promise<unknown>> = {
        create: () => writes.create(fresh),
        get: () => notes.get(row.id),
        list: () => page(row, 'exclude'),
        update: () => writes.update(row.id, { size: 7 }),
        delete: () => writes.delete(row.id),
        restore: () => writes.restore(row.id),
        deleted: () => page(row, 'only'),
        upsert: () => writes.upsertMany([{ ...fresh, code: row.code, size: 8 }] as never),
        deleteMany: async () => (await writes.deleteMany([row.id])).deleted,
      };
      found.push(await db.as(who, () => outcome(work[verb]())));
    }
    expect(Object.fromEntries(VERBS.map((verb, i) => [verb, found[i]]))).toEqual(
      Object.fromEntries(VERBS.map((verb, i) => [verb, expected[i]])),
    );
  });
});
