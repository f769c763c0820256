import { RawRequest } from '../faults/support/http.js';
import { startTestApp } from '../support/test-app.js';

describe('connections', () => {
  it('are closed beyond the limit, which the log says once', async () => {
    const api = await startTestApp({ MAX_CONNECTIONS: '2' });
    try {
      const url = await api.app.getUrl();
      const [first, second] = [await RawRequest.to(url), await RawRequest.to(url)];
      for (let i = 0; i < 3; i++) {
        expect(await (await RawRequest.to(url)).response()).toBe('');
      }
      first.send('GET /health/live HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n');
      expect(await first.response()).toMatch(/^HTTP\/1.1 200/);
      second.destroy();
      expect(api.logs.filter((line) => line.includes('MAX_CONNECTIONS'))).toHaveLength(1);
    } finally {
      await api.close();
    }
  });
});
