import { ActionType, type Action, type OrchestratorState } from '../model/action.ts';
import type { Instance } from '../model/instance.ts';
import { TIMER_LIMITS } from '../replayer/durations.ts';
import { decideTurn, type TurnInput } from '../turn/decide-turn.ts';
import type { TurnResult } from '../turn/turn.ts';
import { begun, start as now, turnAt } from './play.ts';

/** The instance whose turns are decided. */
export const instance: Instance = {
  ...{ id: 'order-1', executionId: 'run', name: 'order', version: '1.0', status: 'Pending' },
  ...{ input: null, output: null, customStatus: '"before"', parent: null, notices: {} },
  ...{ createdAt: 1, updatedAt: 2 },
};

/** Its first turn. */
export const input: TurnInput = {
  ...{ instance, history: [turnAt(0), begun], received: [begun], now, suspended: false },
  ...{ limits: TIMER_LIMITS, storeInputs: false, defaultVersion: null },
};

/** What the orchestrator returned, or the message of what it threw. */
export type Answer = Partial<OrchestratorState> & { threw?: string };

/** Decides a turn whose orchestrator asked for actions and returned, threw or waits. */
export function turn(
  actions: Action[],
  answer: Answer = {},
  changes: Partial<TurnInput> = {},
): TurnResult {
  const { threw, ...state } = answer;
  return decideTurn(
    { ...input, ...changes },
    { state: { isDone: false, actions: [actions], ...state }, error: threw },
  );
}

/** Requests an activity, with its argument. */
export const call = (argument?: unknown): Action => ({
  actionType: ActionType.CallActivity,
  functionName: 'pay',
  input: argument,
});
