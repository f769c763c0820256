import { Injectable, Logger } from '@nestjs/common';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SendMailOptions, Transporter } from 'nodemailer';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../config/config.js';
import type { Mail } from './mail.js';

/** How long a silent mail server is waited for. */
const TIMEOUT_MS = 10_000;

const SENDER_OF_FILES = 'no-reply@localhost';

/**
 * Hands mails over: to the SMTP server of `MAIL_URL`; without one to files, or in production to nobody. nodemailer is
 * loaded with the first mail: it is large, and the start shall not wait for it.
 */
@Injectable()
export class MailTransport {
  readonly #logger = new Logger('Mail');
  readonly #send: (mail: Mail) => Promise<void>;

  constructor(private readonly config: Config) {
    if (config.MAIL_URL) {
      this.#send = this.#smtp(config.MAIL_URL);
    } else if (config.NODE_ENV === 'production') {
      this.#send = async () => this.#logger.warn('A mail was not sent: MAIL_URL is unset');
    } else {
      this.#send = this.#files();
    }
  }

  /** @throws Error if the mail server does not take the mail */
  async send(mail: Mail): Promise<void> {
    await this.#send(mail);
  }

  /** An address without a name gets the application's. */
  #sender(): string {
    const { MAIL_FROM = SENDER_OF_FILES, APP_NAME } = this.config;
    return MAIL_FROM.includes('<') ? MAIL_FROM : `"${APP_NAME}" <${MAIL_FROM}>`;
  }

  #smtp(url: string): (mail: Mail) => Promise<void> {
    let transport: Transporter | undefined;
    return async (mail) => {
      const { createTransport } = await import('nodemailer');
      transport ??= createTransport({
        url,
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      await transport.sendMail({ from: this.#sender(), ...messageOf(mail) });
      this.#logger.log('Sent a mail');
    };
  }

  /** Mails hold links that sign their reader in, so files and directory are for their owner only. */
  #files(): (mail: Mail) => Promise<void> {
    const directory = path.resolve(this.config.MAIL_DIR);
    return async (mail) => {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
      const { message } = await transport.sendMail({
        from: this.#sender(),
        ...messageOf(mail),
      });
      const file = path.join(directory, `${uuidv7()}.eml`);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(file, message, { mode: 0o600 });
      this.#logger.log({ file }, `Wrote a mail to ${file}`);
    };
  }
}

/**
 * Parts in plain ASCII go as they are, so that links stay in one piece for whoever reads the source; nodemailer would
 * break lines of more than 76 characters by quoted-printable, which it does with all others.
 */
function messageOf({ to, subject, text, html }: Mail): SendMailOptions {
  return { to, subject, alternatives: [partOf('text/plain', text), partOf('text/html', html)] };
}

function partOf(type: string, content: string) {
  const contentType = `${type}; charset=utf-8`;
  const isAscii = Buffer.byteLength(content) === content.length;
  return isAscii
    ? { raw: `Content-Type: ${contentType}\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${content}` }
    : { contentType, content };
}
