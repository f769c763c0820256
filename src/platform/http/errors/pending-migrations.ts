import { Injectable } from '@nestjs/common';
import { rootOf } from '../../database/database-errors.js';
import { pendingMigrations } from '../../database/migrations.js';
import { OpenDatabase } from '../../database/open-database.js';

/** An unknown table or column. */
const UNKNOWN = new Set(['42P01', '42703']);

/** Tells SQL that is wrong from SQL that is ahead of the database. */
@Injectable()
export class PendingMigrations {
  constructor(private readonly opened: OpenDatabase) {}

  /** Whether migrations that are pending may be the reason of this error: it names what the database does not know. */
  static mayExplain(error: unknown): boolean {
    return UNKNOWN.has(rootOf(error).code ?? '');
  }

  /** Whether there are any; false too where the database does not say. */
  async exist(): Promise<boolean> {
    try {
      return (await pendingMigrations(this.opened.orm)).length > 0;
    } catch {
      return false;
    }
  }
}
