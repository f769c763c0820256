/** What a feature's controllers are made of. */
export type { CurrentUser as Caller } from './context/request-context.js';
export type { Page } from './core/list/list-query.js';
export type { Versions } from './core/service/permission.js';
export { Public, Roles } from './http/access/access.js';
export { Client, type RequestClient } from './http/access/client.js';
export { NoStore } from './http/access/caching.js';
export { CurrentUser } from './http/access/current-user.js';
export { IfMatch } from './http/etag.js';
export { Tag } from './http/openapi/tag.js';
export { StrictRateLimit } from './http/rate-limit/strict-rate-limit.decorator.js';
export {
  CreateManyRoute,
  CreateRoute,
  DeleteManyRoute,
  DeleteRoute,
  GetRoute,
  ListRoute,
  RestoreRoute,
  UpdateRoute,
  UpsertRoute,
} from './http/routes/entity-routes.js';
export type { Include as Included } from './core/relations/include.js';
export { Include } from './http/routes/include.js';
export { IdParam } from './http/routes/id-param.js';
export { Operation } from './http/routes/operation.js';
export { Ids, ListQuery, Many, Upsert } from './http/routes/parameters.js';
export { Bulk, Errors, Probe } from './http/routes/route-facts.js';
