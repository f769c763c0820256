/** What an entity is made of, besides MikroORM's own decorators. */
export { BaseEntity } from './core/entity/base.entity.js';
export { JoinReference } from './core/entity/join-reference.js';
export { Listed } from './core/entity/listed.js';
export { Many } from './core/entity/many.js';
export { Parent } from './core/entity/parent.js';
export { Reference } from './core/entity/reference.js';
export { SearchIndex } from './core/entity/search-index.js';
export { Policy } from './core/policy/policy.decorator.js';
export { LIVE } from './database/soft-delete.filter.js';
