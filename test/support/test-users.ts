import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../src/platform/database/database.js';
import { hashOf, newSessionToken } from '../../src/sessions/token.js';
import type { Role } from '../../src/users/role.js';
import type { ApiClient } from './api-client.js';

/** The password of every test user. */
export const PASSWORD = 'correct horse battery staple';

/** Its hash with the default parameters, so that no test waits for one. */
const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,p=1,t=2$jYsQXu8Vxj61xbrYlpz5UA$ViOwm1zezgJcsgN4diafSk356wnNpVSR/C3qTZkSwh4';

/** What a test user may be besides the default. */
export interface UserTraits {
  email?: string;
  role?: Role;
  display_name?: string;
}

/** Somebody who is signed in. */
export interface SignedIn {
  id: string;
  email: string;
  token: string;
  /** Sends the token with every request. */
  client: ApiClient;
}

/** Makes users and sessions in the database directly: tests that are not about signing in need not wait for hashes. */
export async function makeUser(
  app: INestApplicationContext,
  anonymous: ApiClient,
  traits: UserTraits = {},
): Promise<SignedIn> {
  const { email = `${randomUUID()}@example.com`, role = 'user', display_name = 'Sam' } = traits;
  const id = uuidv7();
  const database = app.get(Database);
  await database.query(
    `insert into users (id, created_at, updated_at, email, password_hash, display_name, role)
     values ($1, now(), now(), $2, $3, $4, $5)`,
    [id, email, PASSWORD_HASH, display_name, role],
  );
  const token = newSessionToken();
  await database.query(
    `insert into sessions (id, user_id, token_hash, created_at, expires_at, last_used_at)
     values ($1, $2, $3, now(), now() + interval '1 day', now())`,
    [uuidv7(), id, hashOf(token)],
  );
  return { id, email, token, client: anonymous.with({ authorization: `Bearer ${token}` }) };
}
