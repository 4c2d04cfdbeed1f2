import type { FunctionApp, Invocation, InvocationResult } from '../model/function-app.ts';
import { messageOf } from '../model/host-error.ts';

/**
 * Returns the app with orchestrators that run twice for each turn. Both runs replay the whole history and
 * must give the same result. An orchestrator whose results differ (it reads a clock, draws a random
 * number, or keeps state between calls) fails at once, not only after a host restart.
 */
export function alwaysReplay(app: FunctionApp): FunctionApp {
  return {
    ...app,
    async invoke(name, invocation) {
      if (app.functions.get(name)?.trigger.type !== 'orchestrationTrigger') {
        return app.invoke(name, invocation);
      }
      // A handler may change its input.
      const again: Invocation = {
        ...invocation,
        triggerData: structuredClone(invocation.triggerData),
        onLog: () => undefined,
      };
      const first = await outcome(app, name, invocation);
      const second = await outcome(app, name, again);
      if (first.text !== second.text) {
        const [one, other] = difference(first.text, second.text);
        throw new Error(
          `Non-Deterministic workflow detected: the orchestrator '${name}' came to two different ` +
            `results for one history, ${one} and then ${other}. Take times, random values and ` +
            'whatever else can differ from the context or from activities.',
        );
      }
      return first.settle();
    },
  };
}

async function outcome(app: FunctionApp, name: string, invocation: Invocation) {
  try {
    const result = await app.invoke(name, invocation);
    return { text: result.returnJson ?? 'null', settle: () => result };
  } catch (thrown) {
    const settle = (): InvocationResult => {
      throw thrown;
    };
    return { text: messageOf(thrown), settle };
  }
}

const SHOWN = 60;

function difference(one: string, other: string): [string, string] {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const from = Math.max(0, at - SHOWN / 2);
  return [`…${one.slice(from, at + SHOWN)}…`, `…${other.slice(from, at + SHOWN)}…`];
}
