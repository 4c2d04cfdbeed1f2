import type { OrchestrationContext } from 'durable-functions';

/** The trace context of the request that started a workflow. Absent without telemetry. */
export interface Traced {
  /** W3C Trace Context, `traceparent`. */
  traceparent?: string;
}

/** The trace context in the input of an orchestration, as fields for the inputs of what it starts. */
export function traceOf({ df }: OrchestrationContext): Traced {
  const { traceparent } = df.getInput<Traced | undefined>() ?? {};
  return traceparent === undefined ? {} : { traceparent };
}

/** Whether a workflow was started with telemetry. */
export const isTraced = (context: OrchestrationContext): boolean =>
  traceOf(context).traceparent !== undefined;
