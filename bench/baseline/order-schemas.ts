import { pageOf, time, uuid } from './schemas.js';

const row = {
  id: uuid,
  created_at: time,
  updated_at: time,
  deleted_at: { ...time, nullable: true },
  version: { type: 'integer' },
};

const text = { type: 'string' };

const customer = { type: 'object', nullable: true, properties: { ...row, name: text } };

const line = {
  type: 'object',
  properties: {
    ...row,
    order_id: uuid,
    position: { type: 'integer' },
    product: text,
    quantity: { type: 'integer' },
  },
};

/** A page of orders, with their customers and lines if those were asked for. */
export const ordersSchema = pageOf({
  type: 'object',
  properties: {
    ...row,
    number: text,
    customer_id: uuid,
    owner_id: uuid,
    customer,
    lines: { type: 'array', items: line },
  },
});
