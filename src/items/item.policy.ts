import { owned } from '../platform/policy.js';
import type { Item } from './item.entity.js';

/** Everybody who is signed in reads items; their owners and admins write them. */
export const itemPolicy = owned<Item>('owner_id');
