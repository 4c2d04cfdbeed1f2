import type { Activity } from '../model/activity.ts';
import type { NewMessage } from '../model/message.ts';
import type { TurnInput } from '../turn/decide-turn.ts';
import type { TurnResult } from '../turn/turn.ts';

/**
 * What a test kit sees of an engine's work. The turn waits for a promise that is given back; one that
 * never settles stops it there, which is how a kit lets a host crash.
 */
export interface EngineProbe {
  beforeTurnCommit?(turn: TurnInput, result: TurnResult): Promise<void> | undefined;
  /** The turn is committed; what it sets off has not begun. */
  afterTurnCommit?(turn: TurnInput, result: TurnResult): Promise<void> | undefined;
  /** What to send when an activity has ended: its completion, or the same one twice. */
  completions?(activity: Activity, message: NewMessage): NewMessage[];
}
