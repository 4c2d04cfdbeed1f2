import type { Clock } from '../clock/clock.ts';
import type { FunctionApp, InvocationResult } from '../model/function-app.ts';
import { HostError } from '../model/host-error.ts';
import { parseTimeSpan } from '../model/time-span.ts';

/** How long a call of a function may take. */
export interface FunctionTimeout {
  /** As in host.json, such as `00:05:00`. */
  text: string;
  milliseconds: number;
}

/** The Functions host's default on the Consumption and Flex Consumption plans. */
const defaultText = '00:05:00';

/**
 * Reads `functionTimeout` of host.json: a time such as `00:05:00`, or `-1` for none
 * (https://learn.microsoft.com/azure/azure-functions/functions-host-json#functiontimeout).
 *
 * @returns undefined for no limit
 * @throws HostError `host-json-invalid`
 */
export function readFunctionTimeout(value: unknown): FunctionTimeout | undefined {
  // An app setting that overrides it may arrive as a number.
  if (value === '-1' || value === -1) return undefined;
  const text = value ?? defaultText;
  const isTime = typeof text === 'string' && text.includes(':');
  const milliseconds = isTime ? parseTimeSpan(text) : undefined;
  if (isTime && milliseconds !== undefined && milliseconds > 0) return { text, milliseconds };
  throw new HostError(
    'host-json-invalid',
    `host.json: "functionTimeout" is ${JSON.stringify(value)}; it must be a time such as "00:05:00", or "-1" for no limit.`,
  );
}

/**
 * Returns the app with calls that fail when they take too long, as in the Functions host. There the worker
 * ends with all its calls. Here the app shares the process with the host: the call's code continues, and its
 * result is ignored.
 */
export function withTimeout(
  app: FunctionApp,
  { text, milliseconds }: FunctionTimeout,
  clock: Clock,
  onTimeout: (functionName: string) => void,
): FunctionApp {
  return {
    ...app,
    async invoke(name, invocation) {
      const expired = Promise.withResolvers<InvocationResult>();
      const alarm = clock.wakeAt(clock.now() + milliseconds, () => {
        onTimeout(name);
        expired.reject(
          new Error(`Timeout value of ${text} was exceeded by function: Functions.${name}`),
        );
      });
      try {
        return await Promise.race([app.invoke(name, invocation), expired.promise]);
      } finally {
        alarm.cancel();
      }
    },
  };
}
