import type { Server } from 'node:http';
import type { HttpRequestData, HttpResponseData } from './rpc.ts';

/** One binding of a function, with whatever further fields the app gave it (`route`, `queueName`, …). */
export interface Binding {
  readonly name: string;
  /** As the SDK spells it: `httpTrigger`, `orchestrationTrigger`, `activityTrigger`, `durableClient`, … */
  readonly type: string;
  readonly direction: 'in' | 'out' | 'inout';
  readonly [field: string]: unknown;
}

/** A function as the app registered it. */
export interface AppFunction {
  readonly name: string;
  readonly trigger: Binding;
  /** All bindings, the trigger first. */
  readonly bindings: readonly Binding[];
  /** Inputs beside the trigger; their values are given in {@link Invocation.inputs}. */
  readonly inputs: readonly Binding[];
  /** Outputs, `$return` among them. */
  readonly outputs: readonly Binding[];
  /**
   * What HTTP requests for this function are to be handed to while it is invoked: the server of its
   * copy of `@azure/functions`, set when the app asked for `enableHttpStream`.
   */
  readonly httpServer: Server | undefined;
  /** Whether the app gave the function a retry policy. */
  readonly hasRetryPolicy?: boolean;
}

/** A function that the app registered, and that this host cannot run. */
export interface UnavailableFunction {
  readonly name: string;
  /** As registered. */
  readonly bindings: readonly Binding[];
  /** Says why. */
  readonly error: Error;
}

/**
 * What the trigger hands to the handler.
 * - `json`: JSON text, parsed once, for the handler alone.
 * - `value`: a plain JSON value handed over as it is, without a copy: give one that the handler
 *   may change. `null` and `undefined` both reach the handler as `undefined`, as in the real host.
 * - `http`: a whole request, for functions without `httpServer`.
 */
export type TriggerData =
  { readonly json: string } | { readonly value: unknown } | { readonly http: HttpRequestData };

/** A line that the app or the SDK logged. */
export interface LogEntry {
  readonly level: 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
  /** `user` is the app's own `context.log`, `system` the SDK's. */
  readonly category: 'user' | 'system' | 'customMetric';
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

/** One call of a function. */
export interface Invocation {
  /** A UUID; made up when absent. */
  readonly invocationId?: string;
  readonly triggerData: TriggerData;
  /** Plain JSON values by name, for instance `{ instanceId }` for an activity. */
  readonly triggerMetadata?: Readonly<Record<string, unknown>>;
  /** Plain JSON values by the name of the input binding, for instance a `durableClient`'s. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Set when the host itself retries the function by its retry policy. */
  readonly retryContext?: { readonly retryCount: number; readonly maxRetryCount: number };
  /** Gets the SDK's invocation context just before the handler does. */
  readonly onContext?: (context: unknown) => void;
  /** Called at once for each line; without it they go to the app's own log handler. */
  readonly onLog?: (entry: LogEntry) => void;
}

/** What came back from a call. */
export interface InvocationResult {
  /** JSON text of the returned value; `null` when the handler returned `null` or nothing. */
  readonly returnJson: string | null;
  /**
   * The returned value: what an orchestrator or an entity gives back is the SDK's own and stays as it is,
   * anything else is plain JSON.
   */
  readonly returnValue: unknown;
  /** What the handler set in `context.extraOutputs`, as plain JSON values. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The response of an HTTP function without `httpServer`; absent when nothing was returned. */
  readonly http: HttpResponseData | undefined;
  /** Whether the handler returned `null` or nothing; `httpServer` then gets no response either. */
  readonly returnedNothing: boolean;
}

/** A loaded app. Hosts in one process that load the same files share one. */
export interface FunctionApp {
  readonly directory: string;
  /** Those that can run. */
  readonly functions: ReadonlyMap<string, AppFunction>;
  readonly unavailable?: readonly UnavailableFunction[];
  /**
   * Calls a function, with the app's pre- and postInvocation hooks around it. What the handler
   * throws is thrown on as it is.
   *
   * @throws HostError `function-unknown`
   */
  invoke(functionName: string, invocation: Invocation): Promise<InvocationResult>;
  /** Leaves the app; the last one to leave runs its appTerminate hooks. */
  close(): Promise<void>;
}
