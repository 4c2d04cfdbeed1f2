import { randomUUID } from 'node:crypto';
import type { AppFunction, Invocation, InvocationResult, LogEntry } from '../model/function-app.ts';
import type { RegisteredFunction, Registrations } from './core-module.ts';
import { engineResult, isForEngine, isNothing, jsonResult } from './invocation-result.ts';
import type {
  CoreInvocationContext,
  HookCallback,
  HttpResponseData,
  LogCategory,
  LogLevel,
  TypedData,
} from '../model/rpc.ts';
import { jsonOf, openTriggerData, toTypedData, valueOf } from './typed-data.ts';

/**
 * Calls a function as the Node worker does: gets arguments from the SDK's invocation model, runs
 * preInvocation hooks, the handler and postInvocation hooks, and gets the response from the model.
 */
export async function invokeFunction(
  fn: AppFunction,
  registered: RegisteredFunction,
  { hooks }: Registrations,
  appHookData: Record<string, unknown>,
  invocation: Invocation,
  log: (entry: LogEntry) => void,
): Promise<InvocationResult> {
  const coreContext = createCoreContext(fn, registered, hooks, invocation, log);
  const model = registered.model().getInvocationModel(coreContext);
  const { context, inputs } = await model.getArguments();

  const hookContext = { hookData: {}, appHookData, invocationContext: context };
  const call = { ...hookContext, inputs, functionCallback: registered.callback };
  coreContext.state = 'preInvocationHooks';
  await runHooks(hooks.get('preInvocation'), call);

  const outcome: { inputs: unknown[]; result: unknown; error: unknown } & typeof hookContext = {
    ...hookContext,
    inputs: call.inputs,
    result: null,
    error: null,
  };
  coreContext.state = 'invocation';
  invocation.onContext?.(context);
  try {
    outcome.result = await model.invokeFunction(context, call.inputs, call.functionCallback);
  } catch (thrown) {
    // The worker takes undefined for success. An engine must not.
    outcome.error =
      thrown ??
      new Error(
        `The handler of "${fn.name}" threw ${String(thrown)}, which in Azure counts as success. Throw an Error.`,
      );
  }
  coreContext.state = 'postInvocationHooks';
  await runHooks(hooks.get('postInvocation'), outcome);
  coreContext.state = undefined;

  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the app's own throw, kept as it is
  if (outcome.error !== null && outcome.error !== undefined) throw outcome.error;
  const { result: returned } = outcome;
  const forEngine = isForEngine(fn);
  const { returnValue, outputData } = await model.getResponse(context, forEngine ? null : returned);
  const outputs = Object.fromEntries(
    (outputData ?? []).map(({ name, data }) => [name, valueOf(data)]),
  );
  if (forEngine) return engineResult(returned, outputs);
  const http = returnValue?.http as HttpResponseData | undefined;
  const returnedNothing = isNothing(returned);
  const result = jsonResult(http ? null : jsonOf(returnValue), { outputs, http, returnedNothing });
  return returnValue?.bytes ? { ...result, returnValue: valueOf(returnValue) } : result;
}

/** Runs hooks one after another, in the order of registration. */
export async function runHooks(
  callbacks: readonly HookCallback[] | undefined,
  context: object,
): Promise<void> {
  for (const callback of callbacks ?? []) await callback(context as Record<string, unknown>);
}

function createCoreContext(
  fn: AppFunction,
  registered: RegisteredFunction,
  hooks: Registrations['hooks'],
  invocation: Invocation,
  log: (entry: LogEntry) => void,
): CoreInvocationContext {
  const invocationId = invocation.invocationId ?? randomUUID();
  const { data, value } = openTriggerData(invocation.triggerData);
  const inputData = [{ name: fn.trigger.name, data }];
  for (const [name, input] of Object.entries(invocation.inputs ?? {})) {
    inputData.push({ name, data: toTypedData(input) });
  }
  return {
    invocationId,
    metadata: registered.metadata,
    state: undefined,
    request: {
      invocationId,
      inputData,
      triggerMetadata: metadataOf(fn, invocation, value),
      retryContext: invocation.retryContext,
      // The host always sends a trace context. It is empty without Application Insights.
      traceContext: { traceParent: '', traceState: '', attributes: {} },
    },
    log(level, category, message) {
      const entry = { level, category, message, functionName: fn.name, invocationId };
      log(afterLogHooks(hooks.get('log'), entry));
    },
  };
}

function metadataOf(
  fn: AppFunction,
  { triggerMetadata }: Invocation,
  value: unknown,
): Record<string, TypedData> {
  const http = fn.trigger.type.toLowerCase() === 'httptrigger';
  const metadata: Record<string, TypedData> = {};
  for (const [key, item] of Object.entries(triggerMetadata ?? {})) {
    // The SDK reads route parameters of a streamed request only from `string`.
    const data = http && typeof item === 'string' ? { string: item } : toTypedData(item);
    if (data) metadata[key] = data;
  }
  // As in the extension, the metadata includes an activity's input twice.
  const data = fn.trigger.type === 'activityTrigger' ? toTypedData(value) : undefined;
  if (data) {
    metadata[fn.trigger.name] = data;
    metadata['data'] = typeof value === 'string' ? { int: JSON.stringify(value) } : data;
  }
  return metadata;
}

/** Lets the app's log hooks change level and message. A hook that throws must not fail the call. */
function afterLogHooks(callbacks: readonly HookCallback[] | undefined, entry: LogEntry): LogEntry {
  if (!callbacks?.length) return entry;
  const context: { level: LogLevel; category: LogCategory; message: string } = { ...entry };
  for (const callback of callbacks) {
    try {
      callback(context);
    } catch {
      continue;
    }
  }
  return { ...entry, level: context.level, message: context.message };
}
