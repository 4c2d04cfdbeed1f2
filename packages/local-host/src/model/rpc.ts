/**
 * The parts of the `@azure/functions-core` module that this host implements for `@azure/functions`.
 * The module exists only inside a host; its types are defined in
 * github.com/Azure/azure-functions-nodejs-worker (types-core).
 */

/** A value passed between host and worker. At most one field is set. */
export interface TypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  /** The SDK passes this field on unchanged, so it carries values by reference. */
  int?: unknown;
  double?: number;
  http?: HttpRequestData | HttpResponseData;
}

/** An HTTP request for a worker without streaming. */
export interface HttpRequestData {
  method: string;
  /** Absolute URL. */
  url: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  params: Record<string, string>;
  body?: { bytes: Uint8Array };
}

/** An HTTP response from a worker without streaming. */
export interface HttpResponseData {
  /** Decimal text, for example `200`. */
  statusCode: string;
  headers: Record<string, string>;
  cookies: HttpCookie[];
  body?: { bytes?: Uint8Array } | null;
}

/** A cookie to set. Absent fields are omitted from the header. */
export interface HttpCookie {
  name: string;
  value: string;
  domain?: { value: string };
  path?: { value: string };
  expires?: { value: { seconds: number } };
  secure?: { value: boolean };
  httpOnly?: { value: boolean };
  /** `none` means that the app set nothing. */
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  /** Seconds. */
  maxAge?: { value: number };
}

/** A function as the SDK registers it with the host. */
export interface FunctionMetadata {
  name: string;
  bindings: Record<string, RpcBinding>;
  /** The function's retry policy. */
  retryOptions?: unknown;
}

/** A binding's fields. Its name is its key in {@link FunctionMetadata.bindings}. */
export interface RpcBinding {
  type: string;
  direction: 'in' | 'out' | 'inout';
  [field: string]: unknown;
}

export type LogLevel =
  'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';
export type FunctionCallback = (...args: unknown[]) => unknown;
export type HookCallback = (context: Record<string, unknown>) => unknown;

/** The context of a call that the SDK's invocation model requires. */
export interface CoreInvocationContext {
  invocationId: string;
  metadata: FunctionMetadata;
  request: {
    invocationId: string;
    inputData: { name: string; data: TypedData | undefined }[];
    triggerMetadata: Record<string, TypedData>;
    retryContext: { retryCount: number; maxRetryCount: number } | undefined;
    traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
  };
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

/** The SDK's interface for one call. */
export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(
    context: unknown,
    result: unknown,
  ): Promise<{
    returnValue?: TypedData | null;
    outputData?: { name: string; data: TypedData | null }[];
  }>;
}

/** The SDK's interface for an app. */
export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}
