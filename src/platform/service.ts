/** What a service is made of. */
export { BaseService } from './core/service/base.service.js';
export { type Created, type Deleted, type UpsertOptions, Writes } from './core/service/writes.js';
export type { Versions } from './core/service/permission.js';
export type { Upserted } from './core/repository/upsert-rule.js';
export type { Mark, Marked, Rules, Save, Saved } from './core/service/rules.js';
export { transaction, Transactional } from './core/transactional.js';
export { asSystem, currentActor, currentUser } from './context/request-context.js';
export type { ListQuery, Page } from './core/list/list-query.js';
