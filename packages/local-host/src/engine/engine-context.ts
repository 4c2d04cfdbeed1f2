import type { Clock } from '../clock/clock.ts';
import type { Activity } from '../model/activity.ts';
import type { FunctionApp } from '../model/function-app.ts';
import type { FunctionNames } from '../model/function-names.ts';
import type { NewMessage } from '../model/message.ts';
import type { Store } from '../store/store.ts';
import type { Completions } from './completions.ts';
import type { EngineProbe } from './engine-probe.ts';
import type { DurableTaskSettings } from './settings.ts';

/** State and callbacks that the processors share. */
export interface EngineContext {
  readonly app: FunctionApp;
  readonly names: FunctionNames;
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: DurableTaskSettings;
  readonly probe: EngineProbe | undefined;
  readonly completions: Completions;
  /** Wakes the targets of committed messages. */
  readonly sent: (messages: readonly Pick<NewMessage, 'target' | 'dueAt'>[]) => void;
  /** Starts committed activities. */
  readonly scheduled: (activities: readonly Activity[]) => void;
  /** Notifies callers that wait for the instance to end. */
  readonly ended: (instanceId: string) => void;
  /** Reports what a developer should know about an instance. */
  readonly onNotice: (message: string) => void;
  /** Reports an error that cannot be thrown to a caller. */
  readonly onError: (error: unknown, doing: string) => void;
}
