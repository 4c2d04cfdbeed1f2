import type { Clock } from '../clock/clock.ts';
import type { Activity } from '../model/activity.ts';
import type { FunctionApp } from '../model/function-app.ts';
import type { FunctionNames } from '../model/function-names.ts';
import type { NewMessage } from '../model/message.ts';
import type { Store } from '../store/store.ts';
import type { Completions } from './completions.ts';
import type { EngineProbe } from './engine-probe.ts';
import type { DurableTaskSettings } from './settings.ts';

/** What the processors share. */
export interface EngineContext {
  readonly app: FunctionApp;
  readonly names: FunctionNames;
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: DurableTaskSettings;
  readonly probe: EngineProbe | undefined;
  readonly completions: Completions;
  /** Wakes the targets of messages that are committed. */
  readonly sent: (messages: readonly Pick<NewMessage, 'target' | 'dueAt'>[]) => void;
  /** Starts activities that are committed. */
  readonly scheduled: (activities: readonly Activity[]) => void;
  /** Notifies those who wait for the end of an instance. */
  readonly ended: (instanceId: string) => void;
  /** Reports an error that no caller is there to receive. */
  readonly onError: (error: unknown, doing: string) => void;
}
