import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { Database } from '../../src/platform/database/database.js';
import { tokenIn } from '../support/mails.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('mail by SMTP', () => {
  let server: SMTPServer;
  let api: TestApp;
  const received: { to: string[]; source: string }[] = [];
  let failures = 0;

  beforeAll(async () => {
    server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith('refused')
            ? Object.assign(new Error(`5.1.1 <${address}> unknown`), { responseCode: 550 })
            : undefined,
        ),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (failures > 0) {
            failures--;
            done(new Error('The disk is full'));
            return;
          }
          const to = session.envelope.rcptTo.map(({ address }) => address);
          received.push({ to, source: Buffer.concat(chunks).toString() });
          done();
        });
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const { port } = server.server.address() as { port: number };
    api = await startTestApp({
      MAIL_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'Strata <no-reply@example.com>',
      PUBLIC_URL: 'https://app.example.com',
    });
  });

  afterAll(async () => {
    await api.close();
    await new Promise<void>((done) => server.close(done));
  });

  const mailTo = async (address: string) => {
    for (;;) {
      const found = received.find(({ to }) => to.includes(address));
      if (found) return found.source;
      await pause(10);
    }
  };

  it('sends plain text and HTML with the link', async () => {
    const sam = await api.signUp();
    await api.anonymous.post('/api/v1/auth/password/reset', { email: sam.email });
    const mail = await mailTo(sam.email);
    expect(mail).toMatch(/^From: Strata <no-reply@example\.com>/m);
    expect(mail).toMatch(/^Content-Type: text\/plain/m);
    expect(mail).toMatch(/^Content-Type: text\/html/m);
    const confirmed = await api.anonymous.post('/api/v1/auth/password/confirm', {
      token: tokenIn(mail),
      new_password: 'an entirely different one',
    });
    expect(confirmed.status).toBe(204);
  });

  it('tries again after the mail server failed, while the request has its answer', async () => {
    failures = 1;
    const sam = await api.signUp();
    expect((await sam.client.post('/api/v1/auth/email/verify')).status).toBe(202);
    expect(await mailTo(sam.email)).toContain('verify-email?token');
    expect(api.logs.join('')).toContain('A mail was not sent; trying again');
  });

  it('gives a mail that is refused for good up at once, without a word of whom it was for', async () => {
    const sam = await api.signUp({ email: 'refused@example.com' });
    const links = async () =>
      (await api.app.get(Database).query('select id from mail_tokens where user_id = $1', [sam.id])).length;
    for (let times = 1; times <= 7; times++) {
      await api.anonymous.post('/api/v1/auth/password/reset', { email: sam.email });
      while (api.logs.filter((line) => line.includes('A mail was given up')).length < times) await pause(10);
      while ((await links()) > 0) await pause(10);
    }
    const log = api.logs.join('');
    expect(log).toContain('"smtp_code":550');
    expect(log).not.toContain(sam.email);
  });

  it('sends what waits for another attempt when the application closes', async () => {
    const { port } = server.server.address() as { port: number };
    const closing = await startTestApp({
      MAIL_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'no-reply@example.com',
    });
    const sam = await closing.signUp();
    failures = 1;
    await sam.client.post('/api/v1/auth/email/verify');
    while (failures > 0) await pause(5);
    await closing.close();
    expect(received.map(({ to }) => to[0])).toContain(sam.email);
  });
});
