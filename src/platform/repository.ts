/** What a repository is made of. */
export { BaseRepository } from './core/repository/base.repository.js';
export type { CreateData } from './core/repository/repository-options.js';
export { Database } from './database/database.js';
export { liveSql } from './database/soft-delete.filter.js';
