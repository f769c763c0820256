/** An item as the table holds it. */
export interface Item {
  id: string;
  name: string;
  description: string | null;
  quantity: number;
  status: string;
  owner_id: string;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  version: number;
}

/** What a client may set; absent fields of a new item have been given their defaults. */
export type ItemInput = Pick<Item, 'name' | 'quantity' | 'status'> & { description?: string | null };

export const COLUMNS =
  'id, name, description, quantity, status, owner_id, created_at, updated_at, deleted_at, version';

/** An item of a page; its owner is there if that was asked for. */
export type ListedItem = Item & { owner?: { id: string; display_name: string } | null };
