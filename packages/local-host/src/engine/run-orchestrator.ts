import type { FunctionApp } from '../model/function-app.ts';
import type { TurnInput } from '../turn/decide-turn.ts';
import { readAnswer, readFailure, type OrchestratorAnswer } from '../turn/orchestrator-answer.ts';
import { orchestratorInput } from '../turn/orchestrator-input.ts';

/** Calls an orchestrator's code with its history, in the same way as the extension. Never rejects. */
export async function runOrchestrator(
  app: FunctionApp,
  { instance, history }: TurnInput,
  isReplaying: boolean,
): Promise<OrchestratorAnswer> {
  try {
    const value = orchestratorInput(history, JSON.parse(instance.input ?? 'null'), {
      instanceId: instance.id,
      isReplaying,
      parentInstanceId: instance.parent?.OrchestrationInstance.InstanceId ?? null,
    });
    const { returnValue } = await app.invoke(instance.name, {
      triggerData: { value },
      triggerMetadata: { instanceId: instance.id },
    });
    return readAnswer(returnValue);
  } catch (thrown) {
    return readFailure(thrown);
  }
}
