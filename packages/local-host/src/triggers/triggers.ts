import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/store.ts';
import type {
  AppFunction,
  Binding,
  FunctionApp,
  Invocation,
  LogEntry,
} from '../model/function-app.ts';
import { stackOf } from '../model/host-error.ts';
import { bindApp } from './bind-app.ts';
import { QueueAccounts } from './queue-account.ts';
import { QueueListener } from './queue-listener.ts';
import { queueOutputs } from './queue-outputs.ts';
import { QueueSender } from './queue-sender.ts';
import type { QueueSettings } from './queue-settings.ts';
import { handleMessage } from './queue-trigger.ts';
import { readTimer } from './read-timer.ts';
import { TimerTrigger } from './timer-trigger.ts';

/** Dependencies of the timer and queue triggers. */
export interface TriggersOptions {
  readonly app: FunctionApp;
  readonly queues: QueueSettings;
  readonly clock: Clock;
  /**
   * Returns the value of an input such as `durableClient`, for functions that are not called by a
   * request.
   */
  readonly input: (binding: Binding) => unknown;
  readonly onLog: (entry: LogEntry) => void;
}

/** The timer and queue triggers of an app. */
export interface Triggers {
  /** The app with its inputs provided and its outputs written. */
  readonly app: FunctionApp;
  /** Runs timers that are past due, schedules the next occurrences, and listens to queues. */
  start(store: Store): Promise<void>;
  /** Starts no new runs, and waits up to ten seconds for the running ones. */
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;

/**
 * Checks the bindings of timers and queues and creates their triggers.
 *
 * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
 */
export function createTriggers(options: TriggersOptions): Triggers {
  const { queues: settings, clock, input, onLog } = options;
  const accounts = new QueueAccounts();
  const sender = new QueueSender();
  const write = queueOutputs(options.app, accounts, sender, settings);
  const app = bindApp(options.app, { input, write });
  const triggeredBy = (type: string) =>
    [...app.functions.values()].filter(({ trigger }) => trigger.type.toLowerCase() === type);

  const logs = ({ name: functionName }: AppFunction) => {
    const log = (level: LogEntry['level'], message: string) =>
      onLog({ level, category: 'system', functionName, message });
    return { log, onError: (error: unknown) => log('error', stackOf(error)) };
  };

  const listeners = triggeredBy('queuetrigger').map((fn) => {
    const { queue, poison } = accounts.open(fn.name, fn.trigger);
    const { log, onError } = logs(fn);
    const handling = {
      ...{ queue, settings, clock, onError },
      ...(poison && {
        poison: { name: poison.name, send: (text: string) => sender.send(poison, [text]) },
      }),
      binary: fn.trigger['dataType'] === 'binary',
      run: (invocation: Invocation) => app.invoke(fn.name, invocation),
      onWarning: (message: string) => log('warning', message),
    };
    const listener = new QueueListener({
      ...{ queue, settings, clock },
      handle: (message) => handleMessage(handling, message),
      onState: log,
    });
    sender.subscribe(queue.url, () => listener.notify());
    return listener;
  });

  const timers = triggeredBy('timertrigger').map((fn) => {
    const { schedule, runOnStartup, useMonitor } = readTimer(fn, clock.now());
    return (store: Store) =>
      new TimerTrigger({
        ...{ schedule, runOnStartup, clock },
        ...(useMonitor && {
          monitor: {
            read: () => store.schedules.get(fn.name),
            write: async (status) => store.transaction(() => store.schedules.put(fn.name, status)),
          },
        }),
        run: (info) => app.invoke(fn.name, { triggerData: { value: info } }),
        onError: logs(fn).onError,
      });
  });

  let running: { stop(): Promise<void> }[] = [];
  return {
    app,
    async start(store) {
      const started = timers.map((timer) => timer(store));
      running = [...started, ...listeners];
      await Promise.all(started.map((timer) => timer.start()));
      listeners.forEach((listener) => listener.start());
    },
    async stop() {
      const graceOver = Promise.withResolvers<unknown>();
      const alarm = clock.wakeAt(clock.now() + GRACE_MS, () => graceOver.resolve(undefined));
      await Promise.race([Promise.all(running.map((each) => each.stop())), graceOver.promise]);
      alarm.cancel();
    },
  };
}
