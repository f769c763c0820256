import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A directory for the mails of one test file; name it as `MAIL_DIR`. */
export function mailDirectory(): string {
  return mkdtempSync(path.join(tmpdir(), 'strata-mail-'));
}

/** The source of the mails to an address so far. */
export function mailsTo(directory: string, address: string): string[] {
  return readdirSync(directory)
    .sort()
    .map((file) => readFileSync(path.join(directory, file), 'utf8'))
    .filter((mail) => mail.includes(`To: ${address}`));
}

/** Waits until there are as many mails to an address, and gives the token of the last one's link. */
export async function tokenFor(directory: string, address: string, count = 1): Promise<string> {
  for (;;) {
    const mails = mailsTo(directory, address);
    if (mails.length >= count) {
      return tokenIn(mails.at(-1)!);
    }
    await pause(10);
  }
}

/** The token in the source of a mail. */
export function tokenIn(mail: string): string {
  return /token=([\w-]{43})/.exec(mail)![1]!;
}
