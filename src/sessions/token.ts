import { hash, randomBytes } from 'node:crypto';

/** `s_` and 256 bits in base64url. The last of 43 characters carries four bits only. */
const TOKEN = /^s_[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** 256 random bits as base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. It has too many bits to be guessed, so a fast hash is enough. */
export function hashOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** A new token of a session. */
export function newSessionToken(): string {
  return `s_${randomToken()}`;
}

/** Whether a text can be a token of a session; what cannot be one is refused without a query. */
export function looksLikeSessionToken(text: string): boolean {
  return TOKEN.test(text);
}
