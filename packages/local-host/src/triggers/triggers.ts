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

/** What the triggers beside HTTP and Durable run on. */
export interface TriggersOptions {
  readonly app: FunctionApp;
  readonly queues: QueueSettings;
  readonly clock: Clock;
  /** The value of an input such as `durableClient`, for functions that no request calls. */
  readonly input: (binding: Binding) => unknown;
  readonly onLog: (entry: LogEntry) => void;
}

/** An app's timers and queues. */
export interface Triggers {
  /** The app with its inputs given and its outputs written. */
  readonly app: FunctionApp;
  /** Runs timers that are past due, waits for the next, and listens to queues. */
  start(store: Store): Promise<void>;
  /** Begins nothing more, and gives what is under way ten seconds to finish. */
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;

/**
 * Checks the bindings of timers and queues and makes what serves them.
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
