import { randomBytes } from 'node:crypto';
import type { ApiClient } from './api-client.js';

export const ITEMS = '/api/v1/items';

/** Fields of an item, as far as a test cares. */
export interface ItemInput {
  name: string;
  description?: string | null;
  quantity?: number;
  status?: string;
}

export type ItemBody = Required<ItemInput> & {
  id: string;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  version: number;
};

/** A text that no other test uses, to name items by and to find them again. */
export function tag(): string {
  return `t${randomBytes(6).toString('hex')}`;
}

/** Creates items one after the other. */
export async function createItems(client: ApiClient, ...inputs: ItemInput[]): Promise<ItemBody[]> {
  const items: ItemBody[] = [];
  for (const input of inputs) {
    const { status, body, text } = await client.post(ITEMS, input);
    if (status !== 201) {
      throw new Error(`The item was not created: ${text}`);
    }
    items.push(body as ItemBody);
  }
  return items;
}

/** The path of a list of items with these parameters. */
export function listPath(parameters: Record<string, string | number | boolean>): string {
  const texts = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  const query = new URLSearchParams(texts).toString();
  return query ? `${ITEMS}?${query}` : ITEMS;
}

/** The `[loc, type]` of each error in an envelope. */
export function faults(body: { errors?: { loc: unknown[]; type: string }[] }): [unknown[], string][] {
  return (body.errors ?? []).map(({ loc, type }) => [loc, type]);
}
