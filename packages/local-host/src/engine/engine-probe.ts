import type { Activity } from '../model/activity.ts';
import type { NewMessage } from '../model/message.ts';
import type { TurnInput } from '../turn/decide-turn.ts';
import type { TurnResult } from '../turn/turn.ts';

/**
 * Crash and fault points for test kits. A turn waits for the promise that a hook returns. A promise
 * that never settles stops the turn there; a kit uses this to simulate a crash.
 */
export interface EngineProbe {
  beforeTurnCommit?(turn: TurnInput, result: TurnResult): Promise<void> | undefined;
  /** The turn is committed; its messages and activities have not started. */
  afterTurnCommit?(turn: TurnInput, result: TurnResult): Promise<void> | undefined;
  /** The messages to deliver when an activity has ended: its completion, the same one twice, or none. */
  completions?(activity: Activity, message: NewMessage): NewMessage[];
  /** Whether an instance takes no turn now. Whoever releases it must wake it. */
  isHeld?(instanceId: string): boolean;
  /** Whether the management API cannot tell the status of an instance now. */
  isUnknown?(instanceId: string): boolean;
  /** An error thrown here fails the commit of a transaction, as a full disk does. */
  beforeCommit?(): void;
}
