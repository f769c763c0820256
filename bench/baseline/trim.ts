import type { FastifyReply, FastifyRequest } from 'fastify';

/** Trims the strings of a body, those of its rows too, before they are validated. */
export function trimStrings(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  const body = request.body as { items?: unknown } | null;
  if (typeof body === 'object' && body !== null) {
    const rows = Array.isArray(body.items) ? (body.items as unknown[]) : [body];
    rows.forEach((row) => trim(row));
  }
  done();
}

function trim(row: unknown): void {
  if (typeof row === 'object' && row !== null) {
    const fields = row as Record<string, unknown>;
    for (const name in fields) {
      const value = fields[name];
      if (typeof value === 'string') {
        fields[name] = value.trim();
      }
    }
  }
}
