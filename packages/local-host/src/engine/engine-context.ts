import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/store.ts';
import type { NewMessage } from '../model/message.ts';
import type { Activity } from '../model/activity.ts';
import type { FunctionApp } from '../model/function-app.ts';
import type { Completions } from './completions.ts';
import type { EngineProbe } from './engine-probe.ts';
import type { FunctionNames } from '../model/function-names.ts';
import type { DurableTaskSettings } from './settings.ts';

/** What the parts of the engine share. */
export interface EngineContext {
  readonly app: FunctionApp;
  readonly names: FunctionNames;
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: DurableTaskSettings;
  readonly probe: EngineProbe | undefined;
  readonly completions: Completions;
  /** Tells the engine what a commit sent, so that it goes on without waiting for a poll. */
  readonly sent: (messages: readonly Pick<NewMessage, 'target' | 'dueAt'>[]) => void;
  /** Starts activities whose transaction is committed. */
  readonly scheduled: (activities: readonly Activity[]) => void;
  /** Hears of each instance that has come to its end, and how to wait until others may hear so. */
  readonly ended: (instanceId: string, committed: Promise<void>) => void;
  /** Hears of errors that are nobody's answer. */
  readonly onError: (error: unknown, doing: string) => void;
}
