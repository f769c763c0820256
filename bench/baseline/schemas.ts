import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifyRouteSchemaDef, FastifySchema } from 'fastify/types/schema.js';
import type { Filters, List } from './list.js';

const strict = new Ajv({ allErrors: true, useDefaults: true });
const coercing = new Ajv({ allErrors: true, coerceTypes: true });
for (const ajv of [strict, coercing]) {
  formats.default(ajv);
  ajv.addFormat('storable', (text: string) => !text.includes('\0') && text.isWellFormed());
}

/** Bodies are taken as they are; what comes as text (query, path) is turned into numbers and booleans. */
export function compilerOf({ schema, httpPart }: FastifyRouteSchemaDef<FastifySchema>): ValidateFunction {
  return (httpPart === 'body' ? strict : coercing).compile(schema as object);
}

const STATUSES = ['draft', 'active', 'archived'];
export const uuid = { type: 'string', format: 'uuid' };
export const time = { type: 'string', format: 'date-time' };

export const itemSchema = {
  type: 'object',
  properties: {
    id: uuid,
    name: { type: 'string' },
    description: { type: 'string', nullable: true },
    quantity: { type: 'integer' },
    status: { type: 'string' },
    owner_id: uuid,
    created_at: time,
    updated_at: time,
    deleted_at: { ...time, nullable: true },
    version: { type: 'integer' },
  },
};

/** An item of a page, with its owner if that was asked for. */
const listedSchema = {
  ...itemSchema,
  properties: {
    ...itemSchema.properties,
    owner: {
      type: 'object',
      nullable: true,
      properties: { id: uuid, display_name: { type: 'string' } },
    },
  },
};

export const pageSchema = pageOf(listedSchema);

/** A page of rows of this schema. */
export function pageOf(row: object): object {
  return {
    type: 'object',
    properties: {
      items: { type: 'array', items: row },
      total: { type: 'integer', nullable: true },
      page: { type: 'integer', nullable: true },
      size: { type: 'integer' },
      pages: { type: 'integer', nullable: true },
      next_cursor: { type: 'string', nullable: true },
      previous_cursor: { type: 'string', nullable: true },
    },
  };
}

export const upsertedSchema = {
  type: 'object',
  properties: {
    created: { type: 'integer' },
    updated: { type: 'integer' },
    ignored: { type: 'integer' },
    items: { type: 'array', items: itemSchema },
  },
};

const changes = {
  name: { type: 'string', minLength: 1, maxLength: 255, format: 'storable' },
  description: { type: ['string', 'null'], maxLength: 5000, format: 'storable' },
  quantity: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
  status: { type: 'string', enum: STATUSES },
};

export const patchBody = { type: 'object', additionalProperties: false, properties: changes };

export const createBody = {
  ...patchBody,
  required: ['name'],
  properties: {
    ...changes,
    quantity: { ...changes.quantity, default: 0 },
    status: { ...changes.status, default: 'draft' },
  },
};

export const upsertBody = {
  type: 'object',
  additionalProperties: false,
  required: ['items'],
  properties: {
    items: { type: 'array', minItems: 1, maxItems: 1000, items: { ...patchBody, required: ['name'] } },
  },
};

export const idParams = { type: 'object', properties: { id: uuid } };

/** The filters of items. */
export const FILTERS: Filters = {
  name: { sql: (p) => `name = ${p}`, schema: { type: 'string' } },
  name__ilike: { sql: (p) => `name ilike ${p}`, schema: { type: 'string' } },
  quantity: { sql: (p) => `quantity = ${p}`, schema: changes.quantity },
  quantity__gte: { sql: (p) => `quantity >= ${p}`, schema: changes.quantity },
  quantity__lte: { sql: (p) => `quantity <= ${p}`, schema: changes.quantity },
  status: { sql: (p) => `status = ${p}`, schema: changes.status },
  owner_id: { sql: (p) => `owner_id = ${p}`, schema: uuid },
  created_at__gte: { sql: (p) => `created_at >= ${p}`, schema: time },
  created_at__lte: { sql: (p) => `created_at <= ${p}`, schema: time },
};

/** @param included the values of `include` */
export function listQueryOf({ filters, sortKeys }: List, included: string[]): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      page: { type: 'integer', minimum: 1 },
      size: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
      cursor: { type: 'string' },
      include_total: { type: 'boolean' },
      order_by: { type: 'string', enum: Object.keys(sortKeys).flatMap((name) => [name, `-${name}`]) },
      search: { type: 'string' },
      include: { type: 'string', enum: included },
      ...Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema])),
    },
  };
}
