import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../faults/support/eventually.js';
import { namesOf, postItem, signIn } from '../../faults/support/run-server.js';
import { startApp } from '../support/app.js';
import { Postgres } from '../support/postgres.js';
import { Workshop } from '../support/workshop.js';

describe('a backup with pg_basebackup and archived WAL', () => {
  const workshop = new Workshop();
  afterAll(() => workshop.close());

  it('brings back every row up to the moment before a mistake, and none after it', async () => {
    const archive = workshop.folder('archive');
    const primary = await Postgres.primary(workshop);
    await primary.set('archive_mode', 'on');
    await primary.set('archive_command', `test ! -f ${archive}/%f && cp %p ${archive}/%f`);
    await primary.stop('fast');
    await primary.start();
    const app = await startApp(workshop, { DATABASE_URL: primary.url });
    const token = await signIn(app.url);
    expect(await postItem(app.url, token, 'before the backup')).toBe(201);
    const backup = await primary.backup('restored');
    expect(await postItem(app.url, token, 'after the backup')).toBe(201);
    const [{ now }] = (await primary.query<{ now: string }>(`select clock_timestamp()::text as now`)) as [
      { now: string },
    ];
    await primary.query('delete from items');
    expect(await postItem(app.url, token, 'after the mistake')).toBe(201);
    await primary.query('select pg_switch_wal()');
    await eventually(async () => {
      const [row] = await primary.query<{ done: boolean }>(
        'select last_archived_time is not null and last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1::numeric) as done from pg_stat_archiver',
      );
      return row!.done;
    });
    await app.close();
    await primary.stop('fast');

    appendFileSync(
      path.join(backup.data, 'postgresql.auto.conf'),
      `\nrestore_command = 'cp ${archive}/%f %p'\nrecovery_target_time = '${now}'\nrecovery_target_action = 'promote'\narchive_mode = 'off'\n`,
    );
    appendFileSync(path.join(backup.data, 'recovery.signal'), '');
    await backup.start();
    await eventually(async () => {
      const [row] = await backup.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
      return !row!.standby;
    });
    const restored = await startApp(workshop, { DATABASE_URL: backup.url });
    expect(await namesOf(restored.url, token)).toEqual(['after the backup', 'before the backup']);
  });
});
