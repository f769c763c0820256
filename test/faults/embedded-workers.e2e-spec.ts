import { copyTemplate } from '../support/test-database.js';
import { runServer } from './support/run-server.js';

describe('WORKERS on the embedded database', () => {
  it('is one process, and said so', async () => {
    const { settings, drop } = await copyTemplate(undefined);
    const server = await runServer({ WORKERS: '2', DATABASE_DIR: settings.DATABASE_DIR });
    try {
      const ready = await fetch(`${server.url}/health/ready`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).not.toMatchObject({ checks: { workers: {} } });
      expect(server.output()).toContain('WORKERS is 2, but one process serves');
    } finally {
      server.process.kill('SIGTERM');
      expect(await server.exit).toBe(0);
      await drop();
    }
  });
});
