import type { AppFunction, InvocationResult } from '../model/function-app.ts';

/** Whether the engine reads the returned value directly, so that it need not be converted to JSON first. */
export const isForEngine = ({ trigger }: AppFunction): boolean =>
  trigger.type === 'orchestrationTrigger' || trigger.type === 'entityTrigger';

/** Whether a handler returned `null` or nothing. */
export const isNothing = (returned: unknown): boolean =>
  returned === undefined || returned === null;

const jsonOfReturned = (returned: unknown): string | null =>
  isNothing(returned) ? null : JSON.stringify(returned);

/** A result for the engine. It keeps the SDK's own value and converts it to JSON only on access. */
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

/** A result as JSON text that is parsed only on access. */
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

/** The result of an activity: the returned value after a round trip through JSON. */
export const activityResult = (returned: unknown): InvocationResult =>
  jsonResult(jsonOfReturned(returned), {
    ...{ outputs: {}, http: undefined, returnedNothing: isNothing(returned) },
  });
