/** The life of an item, from its first sketch to its retirement. */
export const ITEM_STATUSES = ['draft', 'active', 'archived'] as const;

export type ItemStatus = (typeof ITEM_STATUSES)[number];
