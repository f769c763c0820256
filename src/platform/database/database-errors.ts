import { NotFoundError as RowNotFound, OptimisticLockError } from '@mikro-orm/core';
import { AppError } from '../errors/app-error.js';
import {
  ConflictError,
  NotFoundError,
  PreconditionFailedError,
  UnavailableError,
  ValidationError,
} from '../errors/errors.js';
import { fieldOfConstraint, fieldsOfCheck } from './constraint-fields.js';
import { SessionSettingsError } from './connection/session-requirements.js';
import { RefusedValueError } from './refused-value.error.js';

/** What a PostgreSQL error carries, from `pg`, PGlite and MikroORM alike (the latter copies it from its cause). */
export interface DatabaseError extends Error {
  code?: string;
  /** `ERROR`, or `FATAL` when the connection ends with it. */
  severity?: string;
  constraint?: string;
  column?: string;
  table?: string;
}

/** A deadlock or a serialization failure: the same work may well succeed when it is done again. */
const CONTENTION = new Set(['40001', '40P01']);

/**
 * Connection lost or refused, server stopping or starting, too many connections, statement cancelled, read-only server;
 * and what the network says.
 */
const UNAVAILABLE =
  /^(08...|57P0[1-5]|57014|53...|25006|25P0[34]|26000|42P05|ECONN[A-Z]+|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|EAI_AGAIN|ENOTFOUND)$/;

/** After these errors of a single statement the connection is as good as before. */
const CONNECTION_KEPT = /^(22...|23...|40001|40P01|42501|55P03|57014|25006)$/;

/** A prepared statement that no longer fits the schema, or that a pooler has lost or has from another process. */
const STALE_STATEMENT = new Set(['0A000', '26000', '42P05']);

/** Values that the database cannot take; validation should have caught them. */
const BAD_VALUE = new Set(['22P02', '22003', '22007', '22008', '22021', '22P05', '22001', '08P01']);

/** What these quote is an encoding, not the value. */
const NAMES_ENCODING = new Set(['22021', '22P05']);

/** Faults of a connection that have no code, only a text: from `pg` and its pool, and from Kysely's drivers. */
const CONNECTION_LOST =
  /^(connection terminated|timeout expired|timeout exceeded when trying to connect|client has encountered a connection error|client was closed|postgres connection has been discarded|driver has already been destroyed|cannot use a pool after calling end|pglite is closed|the database gave no answer)/i;

/** Whether a failed transaction, or a statement on its own, may be run again from its start: it changed nothing. */
export function isRetryable(error: unknown): boolean {
  const { code = '' } = rootOf(error);
  return CONTENTION.has(code) || STALE_STATEMENT.has(code);
}

/** Whether the server is to blame, or the way to it, and not the statement. */
export function isUnavailable(error: unknown): boolean {
  const root = rootOf(error);
  const said = UNAVAILABLE.test(root.code ?? '') || CONNECTION_LOST.test(root.message);
  return said || root.severity === 'FATAL' || root instanceof SessionSettingsError;
}

/** Whether a read would fail in the same way on every server: a value that does not fit, or too long a run. */
export function isOfStatement(error: unknown): boolean {
  return /^(22...|57014)$/.test(rootOf(error).code ?? '');
}

/** Whether the connection on which a single statement failed can serve the next one. */
export function keepsConnection(error: unknown): boolean {
  return CONNECTION_KEPT.test(rootOf(error).code ?? '');
}

/** The error of the database itself below those of the ORM and ours. */
export function rootOf(error: unknown): DatabaseError {
  let root = (error ?? new Error('unknown')) as DatabaseError;
  while (root.cause instanceof Error && !/^[0-9A-Z]{5}$/.test(root.code ?? '')) {
    root = root.cause;
  }
  return root;
}

/**
 * The one place that turns what a database says into what a client may be told. The original stays as `cause` for the
 * log; its message holds row data and never leaves.
 *
 * @param text of the statement: the same foreign key is a bad reference on write and a row in use on delete
 * @returns an `AppError`, or the error itself if it is none of the database's
 */
export function translateDatabaseError(error: unknown, text?: string): unknown {
  if (error instanceof AppError) {
    return error;
  }
  if (error instanceof RowNotFound) {
    return NotFoundError.of(/^(?:Wrong number of )?(\w*)/.exec(error.message)![1]!, error);
  }
  if (error instanceof OptimisticLockError && !error.message.includes('unversioned')) {
    return new PreconditionFailedError({ cause: error });
  }
  const root = rootOf(error);
  const { code = '' } = root;
  if (code === '23505') {
    return ConflictError.unique([['body', fieldOf(root)]], error);
  }
  if (code === '23503') {
    return foreignKeyViolation(root, text);
  }
  if (code === '23502' || code === '23514') {
    const [field = fieldOf(root), ...others] =
      (code === '23514' && fieldsOfCheck(root.constraint ?? '')) || [];
    return new RefusedValueError({ field, others }, error);
  }
  // A pooler says everything with 08P01; PostgreSQL only that a message was wrong, which does not end the connection.
  if (BAD_VALUE.has(code) && root.severity !== 'FATAL') {
    return new RefusedValueError({ value: quotedValue(root) }, error);
  }
  if (CONTENTION.has(code) || code === '55P03') {
    return new ConflictError({ detail: 'The resource is being changed by others; try again', cause: error });
  }
  if (isUnavailable(error)) {
    return new UnavailableError({ cause: error });
  }
  return error;
}

function foreignKeyViolation(root: DatabaseError, text: string | undefined): AppError {
  if (/^\s*delete\b/i.test(text ?? root.message)) {
    return ConflictError.inUse(undefined, root);
  }
  const msg = 'The referenced resource does not exist';
  return new ValidationError([{ loc: ['body', fieldOf(root)], msg, type: 'foreign_key' }], {
    cause: root,
  });
}

/**
 * The field to blame for a broken constraint or a missing value: as declared, else the column, else read from the name of
 * the constraint (`items_owner_id_foreign`).
 */
function fieldOf({ constraint = '', table, column }: DatabaseError): string {
  return (
    fieldOfConstraint(column === undefined ? constraint : `${table}.${column}`) ??
    column ??
    constraint.replace(`${table}_`, '').replace(/_(unique|foreign|check\d*)$/, '')
  );
}

/** What was refused, where the message quotes it: `invalid input syntax for type uuid: "42"`, in any language. */
function quotedValue({ code, message }: DatabaseError): string | undefined {
  return NAMES_ENCODING.has(code ?? '') ? undefined : /["«„“](.*)["»“”]/s.exec(message)?.[1]?.trim();
}
