import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '../../src/platform/database/database.js';
import { Mailer } from '../../src/platform/mail/mailer.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('a mail server that does not keep to SMTP', () => {
  let server: Server;
  let api: TestApp;
  /** What it answers to a recipient; nothing, if it is undefined. */
  let answer: ((command: string) => string) | undefined;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.write('220 odd\r\n');
      socket.on('data', (data) => {
        const command = data.toString();
        const reply = command.startsWith('RCPT') ? answer?.(command) : '250 fine';
        if (reply) socket.write(`${reply}\r\n`);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    api = await startTestApp({
      MAIL_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'no-reply@example.com',
      PUBLIC_URL: 'https://app.example.com',
    });
  });

  afterAll(async () => {
    await api.close();
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });

  const logged = async (text: string): Promise<string> => {
    for (;;) {
      const line = api.logs.find((line) => line.includes(text));
      if (line) return line;
      await pause(10);
    }
  };

  it('has nobody named in the log by an answer without a code', async () => {
    answer = (command) => `who is ${command.trim()}?`;
    const sam = await api.signUp();
    await sam.client.post('/api/v1/auth/email/verify');
    const line = await logged('A mail was not sent; trying again');
    expect(JSON.parse(line)).toMatchObject({ code: 'EENVELOPE', command: 'RCPT TO' });
    expect(api.logs.join('')).not.toContain(sam.email);
  });

  it('keeps nobody from links when it is silent until the application closes', async () => {
    answer = undefined;
    const kim = await api.signUp();
    const links = async () =>
      (await api.app.get(Database).query('select id from mail_tokens where user_id = $1', [kim.id])).length;
    await api.anonymous.post('/api/v1/auth/password/reset', { email: kim.email });
    while ((await links()) === 0) await pause(10);
    await api.app.get(Mailer).beforeApplicationShutdown();
    expect(await links()).toBe(0);
    expect(await logged('Mails were given up at shutdown')).toContain('"mails":');
  });
});
