import { randomUUID } from 'node:crypto';
import type { FunctionHandler, InvocationContext as Context } from '@azure/functions';
import type { EntityHandler, OrchestrationHandler } from 'durable-functions';
import type { AppFunction, FunctionApp, Invocation, LogEntry } from '../model/function-app.ts';
import { FunctionMap } from '../model/function-map.ts';
import { HostError } from '../model/host-error.ts';
import type { HostJson } from '../worker/host-json.ts';
import { activityResult, engineResult, isForEngine } from '../worker/invocation-result.ts';
import { createEntity, createOrchestrator, InvocationContext } from './sdk.ts';

/** Handler of an activity; `input` is a JSON value. */
export type ActivityFunction = (input: never, context: Context) => unknown;

/** Functions by name, as they are passed to `durable-functions`. */
export interface InlineFunctions {
  orchestrators?: Record<string, OrchestrationHandler>;
  activities?: Record<string, ActivityFunction>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each entity has its own state type
  entities?: Record<string, EntityHandler<any>>;
}

/** The host.json of an inline app. */
export const NO_HOST_JSON: HostJson = {
  functionTimeout: undefined,
  http: { routePrefix: 'api', customHeaders: {}, maxConcurrentRequests: Infinity },
  durableTask: {},
  queues: {},
  blobs: {},
  warnings: [],
};

/** Creates an app from functions in memory. It loads no files and registers nothing. */
export function inlineApp(
  { orchestrators = {}, activities = {}, entities = {} }: InlineFunctions,
  log: (entry: LogEntry) => void,
): FunctionApp {
  const functions = new FunctionMap();
  const handlers = new Map<AppFunction, FunctionHandler>();
  const add = (name: string, type: string, handler: FunctionHandler) => {
    if (functions.has(name)) {
      throw new HostError('duplicate-function', `Two functions are named "${name}".`);
    }
    const description = describe(name, type);
    functions.set(name, description);
    handlers.set(description, handler);
  };
  for (const [name, handler] of Object.entries(orchestrators)) {
    add(name, 'orchestrationTrigger', createOrchestrator(handler));
  }
  for (const [name, handler] of Object.entries(activities)) {
    add(name, 'activityTrigger', handler as FunctionHandler);
  }
  for (const [name, handler] of Object.entries(entities)) {
    add(name, 'entityTrigger', createEntity(handler as EntityHandler<unknown>));
  }
  return {
    directory: process.cwd(),
    functions,
    async invoke(name, invocation) {
      const description = functions.get(name);
      const handler = description && handlers.get(description);
      if (!handler) throw new HostError('function-unknown', `There is no function "${name}".`);
      const context = contextFor(name, invocation, log);
      invocation.onContext?.(context);
      const value: unknown = await handler(inputOf(invocation), context);
      return isForEngine(description) ? engineResult(value) : activityResult(value);
    },
    close: () => Promise.resolve(),
  };
}

function describe(name: string, type: string): AppFunction {
  const trigger = { name: 'input', type, direction: 'in' } as const;
  return { name, trigger, bindings: [trigger], inputs: [], outputs: [], httpServer: undefined };
}

function inputOf({ triggerData }: Invocation): unknown {
  if ('json' in triggerData) return JSON.parse(triggerData.json);
  return 'value' in triggerData ? (triggerData.value ?? undefined) : undefined;
}

function contextFor(
  functionName: string,
  invocation: Invocation,
  log: (entry: LogEntry) => void,
): Context {
  const invocationId = invocation.invocationId ?? randomUUID();
  const write = invocation.onLog ?? log;
  return new InvocationContext({
    functionName,
    invocationId,
    triggerMetadata: { ...invocation.triggerMetadata },
    traceContext: { traceParent: '', traceState: '', attributes: {} },
    logHandler: (level, ...parts) =>
      write({
        level,
        category: 'user',
        message: parts.map(String).join(' '),
        functionName,
        invocationId,
      }),
  });
}
