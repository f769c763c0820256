import type { Line } from './line.js';

/** What one worker is there for, as the first process says when it starts it. */
export interface Role {
  /** How many workers serve together. */
  count: number;
  /** Whether it runs the jobs: exactly one worker does. */
  runsJobs: boolean;
  /** Whether it migrates the database and makes the first admin: one worker, which the others wait for. */
  prepares: boolean;
}

/** A process that serves alone does everything. */
const ALONE: Role = { count: 1, runsJobs: true, prepares: true };

/** The processes that serve together (`WORKERS`), as one of them sees them. */
export class Workers {
  /** How many of them serve at this moment, as far as this one has been told. */
  serving = 0;

  /** @param primary the line to the first process; undefined for a process that serves alone */
  constructor(
    readonly role: Role = ALONE,
    readonly primary?: Line,
  ) {}
}
