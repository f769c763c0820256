import { Injectable } from '@nestjs/common';
import { currentContext } from '../../context/request-context.js';

/** The first word of what changes nothing. */
const CONTROL = /^\s*(begin|start|commit|rollback|savepoint|release|set|show|explain|values)\b/i;
const QUERY = /^\s*(select|with)\b/i;
const WRITE = /\b(insert|update|delete|merge)\b/i;

/** Notes on the running unit of work that this statement, as the primary is about to get it, may change something. */
export function markWrite(text: string): void {
  const context = currentContext();
  if (
    context &&
    context.mustSee !== Infinity &&
    !CONTROL.test(text) &&
    !(QUERY.test(text) && !WRITE.test(text))
  ) {
    context.mustSee = Infinity;
  }
}

/**
 * Read-your-writes over several processes: after a request that has written, and before its answer, the position of the
 * primary's log is kept with the session. Its later requests, wherever they arrive, read from replicas that are as far.
 */
@Injectable()
export class WriteMarks {
  #keep: ((sessionId: string) => Promise<void>) | undefined;

  /** @param keep stores the position that the primary's log has now with a session */
  keptBy(keep: (sessionId: string) => Promise<void>): void {
    this.#keep = keep;
  }

  /** To be called when a request is done: keeps the position if the request has written. */
  async settle(): Promise<void> {
    const context = currentContext();
    if (context?.sessionId && context.mustSee === Infinity) {
      await this.#keep?.(context.sessionId);
    }
  }
}
