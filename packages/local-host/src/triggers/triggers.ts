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
import { blobAccounts } from './blobs/blob-accounts.ts';
import { BlobBindings } from './blobs/blob-bindings.ts';
import { createBlobTrigger } from './blobs/blob-trigger.ts';
import { prepareFunctions } from './prepare-functions.ts';
import { QueueAccounts } from './queue-account.ts';
import { QueueListener } from './queue-listener.ts';
import { QueueOutputs } from './queue-outputs.ts';
import { QueueSender } from './queue-sender.ts';
import type { QueueSettings } from './queue-settings.ts';
import { handleMessage } from './queue-trigger.ts';
import { readTimer } from './read-timer.ts';
import { TimerTrigger } from './timer-trigger.ts';

/** Dependencies of the timer, queue and blob triggers. */
export interface TriggersOptions {
  readonly app: FunctionApp;
  readonly queues: QueueSettings;
  /** Of the queues with blobs to be handled. */
  readonly blobs: QueueSettings;
  readonly clock: Clock;
  /** Throws the error of a function that cannot run. Otherwise it is reported, and the others run. */
  readonly strict: boolean;
  /**
   * Returns the value of an input such as `durableClient`, for functions that are not called by a
   * request.
   */
  readonly input: (binding: Binding) => unknown;
  readonly onLog: (entry: LogEntry) => void;
}

/** The timer, queue and blob triggers of an app. */
export interface Triggers {
  /** The app with its inputs provided and its outputs written. */
  readonly app: FunctionApp;
  /** Runs timers that are past due, schedules the next occurrences, and listens to queues and containers. */
  start(store: Store): Promise<void>;
  /** Starts no new runs, and waits up to ten seconds for the running ones. */
  stop(): Promise<void>;
}

interface Trigger {
  start(store: Store): Promise<void> | void;
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;

/**
 * Checks the bindings of an app and creates its triggers.
 *
 * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`, if `strict`
 */
export function createTriggers(options: TriggersOptions): Triggers {
  const { queues: settings, clock, input, onLog } = options;
  const queues = new QueueAccounts();
  const sender = new QueueSender();
  const outputs = new QueueOutputs(queues, sender, settings);
  const accounts = blobAccounts();
  const blobs = new BlobBindings(accounts, clock);

  const triggers: Trigger[] = [];
  const prepare = (fn: AppFunction) => {
    outputs.open(fn);
    blobs.check(fn);
    const trigger = triggerFor(fn);
    if (trigger) triggers.push(trigger);
  };
  const app: FunctionApp = bindApp(prepareFunctions(options.app, prepare, options), {
    input,
    read: (fn, invocation) => blobs.read(fn, invocation),
    async write(fn, invocation, result) {
      await outputs.write(fn, result);
      await blobs.write(fn, invocation, result);
    },
  });

  function triggerFor(fn: AppFunction): Trigger | undefined {
    const log = (level: LogEntry['level'], message: string) =>
      onLog({ level, category: 'system', functionName: fn.name, message });
    const onError = (error: unknown) => log('error', stackOf(error));
    const run = (invocation: Invocation) => app.invoke(fn.name, invocation);
    switch (fn.trigger.type.toLowerCase()) {
      case 'queuetrigger':
        return queueTrigger(fn, run, log, onError);
      case 'blobtrigger':
        return createBlobTrigger({
          ...{ fn, directory: options.app.directory, accounts, queues, sender, bindings: blobs },
          ...{ settings: options.blobs, clock, run, log, onError },
        });
      case 'timertrigger':
        return timerTrigger(fn, run, onError);
      default:
        return undefined;
    }
  }

  function queueTrigger(
    fn: AppFunction,
    run: (invocation: Invocation) => Promise<unknown>,
    log: (level: LogEntry['level'], message: string) => void,
    onError: (error: unknown) => void,
  ): Trigger {
    const { queue, poison } = queues.open(fn.name, fn.trigger);
    const handling = {
      ...{ queue, settings, clock, run, onError },
      ...(poison && {
        poison: { name: poison.name, send: (text: string) => sender.send(poison, [text]) },
      }),
      binary: fn.trigger['dataType'] === 'binary',
      onWarning: (message: string) => log('warning', message),
    };
    const listener = new QueueListener({
      ...{ queue, settings, clock },
      handle: (message) => handleMessage(handling, message),
      onState: log,
    });
    sender.subscribe(queue.url, () => listener.notify());
    return listener;
  }

  function timerTrigger(
    fn: AppFunction,
    run: (invocation: Invocation) => Promise<unknown>,
    onError: (error: unknown) => void,
  ): Trigger {
    const { schedule, runOnStartup, useMonitor } = readTimer(fn, clock.now());
    let timer: TimerTrigger | undefined;
    return {
      start(store) {
        timer = new TimerTrigger({
          ...{ schedule, runOnStartup, clock, onError },
          ...(useMonitor && {
            monitor: {
              read: () => store.schedules.get(fn.name),
              write: async (status) =>
                store.transaction(() => store.schedules.put(fn.name, status)),
            },
          }),
          run: (info) => run({ triggerData: { value: info } }),
        });
        return timer.start();
      },
      async stop() {
        await timer?.stop();
      },
    };
  }

  let started: Trigger[] = [];
  return {
    app,
    async start(store) {
      started = triggers;
      await Promise.all(triggers.map(async (trigger) => trigger.start(store)));
    },
    async stop() {
      const graceOver = Promise.withResolvers<unknown>();
      const alarm = clock.wakeAt(clock.now() + GRACE_MS, () => graceOver.resolve(undefined));
      await Promise.race([Promise.all(started.map((each) => each.stop())), graceOver.promise]);
      alarm.cancel();
    },
  };
}
