import type { FailureDetails } from './history-event.ts';

/** The failure fields of an activity's history event. */
export interface TaskFailure {
  Reason: string;
  Details: string | null;
  FailureDetails: FailureDetails | null;
}

/**
 * An activity's failure, with the texts and structure that the extension passes to the orchestrator:
 * the details are a serialised .NET exception around the worker's error (recorded from extension
 * 3.14). If the app has an exception properties provider, the SDK throws the structure as JSON.
 */
export function activityFailure(name: string, thrown: unknown): TaskFailure {
  const { message, stack } = describe(thrown);
  const structured = failureDetails(message);
  if (structured) {
    return {
      Reason: `Activity function '${name}' failed with an unhandled exception.`,
      Details: null,
      FailureDetails: structured,
    };
  }
  const details = {
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: ` ${message}`,
    Data: null,
    InnerException: {
      $type:
        'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
      IsUserException: false,
      RemoteStackTrace: stack,
      RemoteMessage: message,
      RemoteTypeName: null,
      Message: `Result: Failure\nException: ${message}\nStack: ${stack}`,
      Data: { $type: 'System.Collections.ListDictionaryInternal, System.Private.CoreLib' },
      InnerException: null,
      HelpLink: null,
      Source: 'System.Private.CoreLib',
      HResult: -2146233088,
      StackTrace: framesOf(stack),
    },
    HelpURL: null,
    StackTraceString: null,
    RemoteStackTraceString: null,
    RemoteStackIndex: 0,
    ExceptionMethod: null,
    HResult: -2146233088,
    Source: null,
    WatsonBuckets: null,
  };
  return {
    Reason: `Activity function '${name}' failed:  ${message}`,
    Details: JSON.stringify(details),
    FailureDetails: null,
  };
}

/** The failure of `callHttp`, whose reason is the cause alone (recorded from extension 3.14). */
export function httpFailure(thrown: unknown): TaskFailure {
  const { message: Message } = describe(thrown);
  const $type = 'System.Net.Http.HttpRequestException, System.Net.Http';
  return { Reason: Message, Details: JSON.stringify({ $type, Message }), FailureDetails: null };
}

/**
 * A sub-orchestration's failure as its parent receives it. `output` is the sub-orchestration's output,
 * which is the reason if it was terminated.
 */
export function subOrchestrationFailure(
  childName: string,
  status: 'Failed' | 'Terminated',
  output: string,
): TaskFailure {
  if (status === 'Terminated') return { Reason: output, Details: null, FailureDetails: null };
  const prefix = orchestratorFailure(childName, '');
  const message = output.startsWith(prefix) ? output.slice(prefix.length) : output;
  return { Reason: output, Details: `Message: ${message}, StackTrace: `, FailureDetails: null };
}

/** The output of a failed orchestration. */
export function orchestratorFailure(name: string, message: string): string {
  return `Orchestrator function '${name}' failed: ${message}`;
}

/** The error message for an unknown function. It lists the functions of that kind that exist. */
export function unknownFunction(
  kind: 'orchestrator' | 'activity' | 'entity',
  name: string,
  known: readonly string[],
): string {
  const others = known.length
    ? `The following are the known ${kind} functions: ${known.map((each) => `'${each}'`).join(', ')}.`
    : `No ${kind} functions are currently registered!`;
  return `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function. Additional info: ${others}`;
}

/** The failure details in the JSON that the SDK writes (3.5 `buildTaskFailureDetailsJson`). */
interface SdkFailure {
  errorType: string;
  errorMessage: string;
  stackTrace?: string;
  isNonRetriable?: boolean;
  properties?: Record<string, unknown>;
  innerFailure?: SdkFailure;
}

function failureDetails(message: string): FailureDetails | undefined {
  let found: unknown;
  try {
    found = JSON.parse(message);
  } catch {
    // Most messages are text.
  }
  return isSdkFailure(found) ? toFailureDetails(found) : undefined;
}

function isSdkFailure(value: unknown): value is SdkFailure {
  const { errorType, errorMessage } = (value ?? {}) as Partial<SdkFailure>;
  return typeof errorType === 'string' && typeof errorMessage === 'string';
}

function toFailureDetails(failure: SdkFailure): FailureDetails {
  return {
    ErrorType: failure.errorType,
    ErrorMessage: failure.errorMessage,
    StackTrace: failure.stackTrace ?? null,
    InnerFailure: failure.innerFailure ? toFailureDetails(failure.innerFailure) : null,
    IsNonRetriable: failure.isNonRetriable ?? false,
    Properties: failure.properties ?? null,
  };
}

function describe(thrown: unknown): { message: string; stack: string } {
  if (thrown instanceof Error) {
    return { message: thrown.message, stack: thrown.stack ?? String(thrown) };
  }
  const message = textOf(thrown);
  return { message, stack: `Error: ${message}` };
}

// The worker passes a thrown object as JSON, even if it has a message.
function textOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  try {
    return JSON.stringify(thrown);
  } catch {
    return 'An object that is not JSON.';
  }
}

function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
