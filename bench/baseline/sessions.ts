import argon2 from 'argon2';
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Query } from './database.js';
import { HttpError, unauthorized } from './errors.js';
import { loginBody, sessionSchema } from './session-schemas.js';

interface Caller {
  id: string;
  role: string;
  session_id: string;
  stale: boolean;
}

declare module 'fastify' {
  interface FastifyInstance {
    authenticate: onRequestAsyncHookHandler;
  }
  interface FastifyRequest {
    user: Caller | null;
  }
}

const TOKEN = /^Bearer +(s_[A-Za-z0-9_-]{43}) *$/i;

const SESSION = `select users.id, users.role, sessions.id as session_id,
    sessions.last_used_at < now() - interval '1 minute' as stale
  from sessions join users on users.id = sessions.user_id
  where sessions.token_hash = $1 and sessions.expires_at > now()
    and sessions.last_used_at > now() - interval '7 days' and users.is_active and users.deleted_at is null`;

const TOUCH = 'update sessions set last_used_at = now() where id = $1';

const USER = `select id, email, display_name, role, is_active, email_verified_at, created_at, updated_at, version, password_hash
  from users where email = $1 and deleted_at is null`;

const OPEN = `insert into sessions (id, user_id, token_hash, created_at, last_used_at, expires_at, ip_address, user_agent)
  values ($1, $2, $3, now(), now(), now() + interval '30 days', $4, $5) returning expires_at`;

/** Sign-in, and the look-up of session and user in one statement that every other route begins with. */
export function registerSessions(server: FastifyInstance, query: Query): void {
  server.decorateRequest('user', null);
  server.decorate('authenticate', async (request: FastifyRequest) => {
    const token = TOKEN.exec(request.headers.authorization ?? '')?.[1];
    const [caller] = token ? await query<Caller>(SESSION, [hashOf(token)]) : [];
    if (!caller) {
      throw unauthorized();
    }
    request.user = caller;
    if (caller.stale) {
      query(TOUCH, [caller.session_id]).catch(() => undefined);
    }
  });

  server.post<{ Body: { email: string; password: string } }>(
    '/api/v1/auth/login',
    { schema: { body: loginBody, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const { email, password } = request.body;
      type User = { id: string; password_hash: string; is_active: boolean };
      const [user] = await query<User>(USER, [email.trim().toLowerCase()]);
      const valid = user && (await argon2.verify(user.password_hash, password.normalize('NFKC')));
      if (!valid || !user.is_active) {
        throw new HttpError(401, 'INVALID_CREDENTIALS', 'E-mail or password is wrong');
      }
      const token = `s_${randomBytes(32).toString('base64url')}`;
      const agent = request.headers['user-agent'] ?? null;
      const [session] = await query<{ expires_at: Date }>(OPEN, [
        uuidv7(),
        user.id,
        hashOf(token),
        request.ip,
        agent,
      ]);
      void reply.header('cache-control', 'no-store');
      return { token, token_type: 'Bearer', expires_at: session!.expires_at, user };
    },
  );
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
