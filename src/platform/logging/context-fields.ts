import type { RequestContext } from '../context/request-context.js';

/** What a log line tells of the unit of work that it was written in. */
export function contextFields(context: RequestContext | undefined): Record<string, string> {
  if (context === undefined) return {};
  const fields: Record<string, string> = { correlation_id: context.correlationId };
  if (context.traceId !== undefined) fields['trace_id'] = context.traceId;
  if (context.user !== undefined) fields['user_id'] = context.user.id;
  return fields;
}
