import type { AppFunction, InvocationResult } from '../model/function-app.ts';

/** Whether the engine reads what a function gives back, so that it need not be written as JSON before. */
export const isForEngine = ({ trigger }: AppFunction): boolean =>
  trigger.type === 'orchestrationTrigger' || trigger.type === 'entityTrigger';

/** Whether a handler returned `null` or nothing. */
export const isNothing = (returned: unknown): boolean =>
  returned === undefined || returned === null;

const jsonOfReturned = (returned: unknown): string | null =>
  isNothing(returned) ? null : JSON.stringify(returned);

/** A result for the engine: the SDK's own value, as it is; written as JSON only where somebody asks. */
export const engineResult = (
  returned: unknown,
  outputs: InvocationResult['outputs'] = {},
): InvocationResult => ({
  get returnJson() {
    return jsonOfReturned(returned);
  },
  returnValue: returned ?? null,
  ...{ outputs, http: undefined, returnedNothing: isNothing(returned) },
});

/** A result as JSON text, read where somebody asks. */
export const jsonResult = (
  returnJson: string | null,
  more: Omit<InvocationResult, 'returnJson' | 'returnValue'>,
): InvocationResult => ({
  returnJson,
  get returnValue(): unknown {
    return JSON.parse(returnJson ?? 'null') as unknown;
  },
  ...more,
});

/** The result of an activity that returned this value: what JSON leaves of it. */
export const activityResult = (returned: unknown): InvocationResult =>
  jsonResult(jsonOfReturned(returned), {
    ...{ outputs: {}, http: undefined, returnedNothing: isNothing(returned) },
  });
