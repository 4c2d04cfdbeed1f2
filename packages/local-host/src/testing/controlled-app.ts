import type { Action, OrchestratorState } from '../model/action.ts';
import type { NewMessage } from '../model/message.ts';
import type { FunctionApp, Invocation, InvocationResult } from '../model/function-app.ts';
import { messageOf } from '../model/host-error.ts';
import { activityResult } from '../worker/invocation-result.ts';
import type { ActivityCall, ActivityControl } from './activity-control.ts';
import type { SecondRun } from './delivery-faults.ts';
import type { Gate } from './gate.ts';
import { InvocationContext } from './sdk.ts';

/** Dependencies of {@link controlledApp}. */
export interface Controls {
  gate: Gate;
  activity(name: string): ActivityControl;
  /** Current time of the host's clock, ISO 8601 UTC. */
  time(): string;
  /** Plans a second run of an activity for after the end of its orchestration. */
  runAgain(run: SecondRun): void;
  /** Receives what an orchestrator asked for in a turn. */
  asked(instanceId: string, actions: readonly Action[]): void;
  /** Lets time of the virtual clock pass in an activity. */
  sleep(milliseconds: number): Promise<void>;
}

/** Number of completions to deliver twice, by completion key. */
export class Duplicates {
  readonly #due = new Map<string, number>();

  expect(key: string): void {
    this.#due.set(key, (this.#due.get(key) ?? 0) + 1);
  }

  /** The message, followed by its duplicate if one is due. The duplicate arrives in a later turn. */
  apply(key: string, message: NewMessage): NewMessage[] {
    const due = this.#due.get(key) ?? 0;
    if (due === 0) return [message];
    this.#due.set(key, due - 1);
    return [message, { ...message, dueAt: message.dueAt + 1 }];
  }
}

/** Key of a completion: the activity's name and the instance's id. */
export function completionKey(name: string, instanceId: string): string {
  return `${name}\n${instanceId}`;
}

/** Wraps an app so that a test can record, replace, fail and delay its activities. */
export function controlledApp(
  app: FunctionApp,
  controls: Controls,
  duplicates: Duplicates,
): FunctionApp {
  return {
    ...app,
    async invoke(name, invocation) {
      const type = app.functions.get(name)?.trigger.type;
      if (type === 'activityTrigger') {
        await controls.gate.pass();
        return runActivity(app, name, invocation, controls, duplicates);
      }
      if (type === 'entityTrigger') await controls.gate.pass();
      if (type !== 'orchestrationTrigger') return app.invoke(name, invocation);
      await controls.gate.pass();
      const result = await app.invoke(name, invocation);
      const state = result.returnValue as Partial<OrchestratorState> | null;
      controls.asked(
        String(invocation.triggerMetadata?.['instanceId']),
        state?.isDone === true ? [] : (state?.actions?.flat() ?? []),
      );
      return result;
    },
  };
}

async function runActivity(
  app: FunctionApp,
  name: string,
  invocation: Invocation,
  controls: Controls,
  duplicates: Duplicates,
): Promise<InvocationResult> {
  const control = controls.activity(name);
  const { triggerData, triggerMetadata } = invocation;
  const instanceId = String(triggerMetadata?.['instanceId']);
  const input: unknown = 'json' in triggerData ? JSON.parse(triggerData.json) : undefined;
  const call: ActivityCall = { instanceId, input, startedAt: controls.time() };
  const plan = control.planFor(control.calls.push(call));
  if (plan.runsAgainAfterEnd !== undefined) {
    const text = 'json' in triggerData ? triggerData.json : null;
    const activity = { instanceId, name, input: text };
    controls.runAgain({ activity, after: plan.runsAgainAfterEnd });
  }
  try {
    const result =
      plan.fail === undefined
        ? await perform(app, name, invocation, control, structuredClone(input))
        : undefined;
    await controls.sleep(plan.takesMilliseconds);
    call.endedAt = controls.time();
    if (plan.deliverTwice) duplicates.expect(completionKey(name, instanceId));
    if (!result) throw plan.fail instanceof Error ? plan.fail : new Error(plan.fail);
    call.result = result.returnValue;
    return result;
  } catch (thrown) {
    call.endedAt = controls.time();
    call.error = messageOf(thrown);
    throw thrown;
  }
}

async function perform(
  app: FunctionApp,
  name: string,
  invocation: Invocation,
  control: ActivityControl,
  input: unknown,
): Promise<InvocationResult> {
  const { replacement } = control;
  if (!replacement) return app.invoke(name, invocation);
  const context = new InvocationContext({
    functionName: name,
    triggerMetadata: { ...invocation.triggerMetadata },
    logHandler: () => undefined,
  });
  return activityResult(await replacement(input as never, context));
}
