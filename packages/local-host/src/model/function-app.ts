import type { Server } from 'node:http';
import type { HttpRequestData, HttpResponseData } from './rpc.ts';

/** A binding of a function, with any additional fields that the app set (`route`, `queueName`, …). */
export interface Binding {
  readonly name: string;
  /** In the SDK's spelling: `httpTrigger`, `orchestrationTrigger`, `activityTrigger`, `durableClient`, … */
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
  /** Inputs other than the trigger. Their values are in {@link Invocation.inputs}. */
  readonly inputs: readonly Binding[];
  /** Outputs, including `$return`. */
  readonly outputs: readonly Binding[];
  /**
   * The server that receives this function's HTTP requests while it is invoked. It belongs to the
   * function's copy of `@azure/functions` and is set if the app enabled `enableHttpStream`.
   */
  readonly httpServer: Server | undefined;
  /** True if the app gave the function a retry policy. */
  readonly hasRetryPolicy?: boolean;
}

/** A registered function that this host cannot run. */
export interface UnavailableFunction {
  readonly name: string;
  /** All bindings, as registered. */
  readonly bindings: readonly Binding[];
  /** The reason. */
  readonly error: Error;
}

/**
 * The trigger's data for the handler.
 * - `json`: JSON text, parsed once into a value that only the handler uses.
 * - `value`: a plain JSON value, passed without a copy; the handler may change it. `null` and
 *   `undefined` both reach the handler as `undefined`, as in the real host.
 * - `http`: a whole request, for functions without `httpServer`.
 */
export type TriggerData =
  { readonly json: string } | { readonly value: unknown } | { readonly http: HttpRequestData };

/** A line logged by the app or the SDK. */
export interface LogEntry {
  readonly level: 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
  /** `user` is from the app's `context.log`, `system` from the SDK. */
  readonly category: 'user' | 'system' | 'customMetric';
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

/** One call of a function. */
export interface Invocation {
  /** A UUID; generated if absent. */
  readonly invocationId?: string;
  readonly triggerData: TriggerData;
  /** Plain JSON values by name, for example `{ instanceId }` for an activity. */
  readonly triggerMetadata?: Readonly<Record<string, unknown>>;
  /** Plain JSON values by the name of the input binding, for example of a `durableClient`. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Set if the host retries the function according to its retry policy. */
  readonly retryContext?: { readonly retryCount: number; readonly maxRetryCount: number };
  /** Receives the SDK's invocation context just before the handler does. */
  readonly onContext?: (context: unknown) => void;
  /** Receives each line immediately. If absent, lines go to the app's own log handler. */
  readonly onLog?: (entry: LogEntry) => void;
}

/** The result of a call. */
export interface InvocationResult {
  /** JSON text of the returned value; `null` if the handler returned `null` or nothing. */
  readonly returnJson: string | null;
  /**
   * The returned value. For an orchestrator or an entity, the SDK's own object, unchanged; otherwise
   * plain JSON or a Buffer.
   */
  readonly returnValue: unknown;
  /** What the handler set in `context.extraOutputs`, as plain JSON values or Buffers. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The response of an HTTP function without `httpServer`; absent if the handler returned nothing. */
  readonly http: HttpResponseData | undefined;
  /** True if the handler returned `null` or nothing; `httpServer` then receives no response either. */
  readonly returnedNothing: boolean;
}

/** A loaded app. Hosts in one process that load the same files share it. */
export interface FunctionApp {
  readonly directory: string;
  /** The functions that this host can run. */
  readonly functions: ReadonlyMap<string, AppFunction>;
  readonly unavailable?: readonly UnavailableFunction[];
  /**
   * Calls a function and runs the app's preInvocation and postInvocation hooks. Rethrows the
   * handler's error unchanged.
   *
   * @throws HostError `function-unknown`
   */
  invoke(functionName: string, invocation: Invocation): Promise<InvocationResult>;
  /** Releases the app. The last release runs its appTerminate hooks. */
  close(): Promise<void>;
}
