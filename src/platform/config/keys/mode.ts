/** What defaults depend on. */
export interface Mode {
  /** Whether NODE_ENV is `production`. */
  production: boolean;
  /** Whether the process writes to a terminal. */
  terminal: boolean;
}
