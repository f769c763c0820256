/** By which columns `PUT /bulk` knows the items that exist. */
export const itemKey = ['owner_id', 'name'] as const;
