/** What a repository is made of. */
export { BaseRepository, type CreateData } from './core/repository/base.repository.js';
export { Database } from './database/database.js';
export { liveSql } from './database/soft-delete.filter.js';
