import { execFile } from 'node:child_process';
import { Postgres } from '../support/postgres.js';
import { Workshop } from '../support/workshop.js';

const COMMAND = ['run', 'bench:workers', '--', '--rounds', '1', '--seconds', '0.5', '--warm-up', '0.5'];

describe('npm run bench:workers', () => {
  const workshop = new Workshop();
  afterAll(() => workshop.close());

  it('compares two workers with one, or says what it lacks', async () => {
    const env = { ...process.env, DATABASE_URL: (await Postgres.primary(workshop)).url };
    const said = await new Promise<string>((resolve) => {
      execFile('npm', COMMAND, { env }, (error, stdout, stderr) => resolve(error ? stderr : stdout));
    });
    // Only root on Linux may limit processes, and not on every one.
    expect(said).toMatch(
      /get: two workers serve [^]*cursor-page: two workers serve|Run this as root on Linux, with the cpu controller/,
    );
  });
});
