import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock, type VirtualClockOptions } from '../clock/virtual-clock.ts';
import { loadHostApp } from '../host.ts';
import type { LogEntry } from '../model/function-app.ts';
import { inlineApp, NO_HOST_JSON, type InlineFunctions } from './inline-app.ts';
import { TestHost } from './test-host.ts';

/**
 * Options of {@link createTestHost}: an app by its folder, or functions by name. With a folder,
 * `activities` replace the app's own.
 */
export interface TestHostOptions extends InlineFunctions {
  /** The folder with the app's `package.json` and `host.json`. */
  appDirectory?: string;
  /** Replaces `main` of package.json: a path or glob relative to `appDirectory`. */
  main?: string;
  /** A virtual clock, which hosts can share, or the options for a new one. */
  clock?: VirtualClock | VirtualClockOptions;
  /** Kept when the host closes; when absent, a temporary folder is created and removed. */
  stateDirectory?: string;
  /** Runs each turn twice and fails an orchestration whose two results differ; true when absent. */
  alwaysReplay?: boolean;
  /** Replaces `extensions.durableTask` of host.json. */
  durableTask?: Record<string, unknown>;
  /** Maximum number of clock jumps before a wait fails as endless; 10,000 when absent. */
  mostJumps?: number;
  onLog?: (entry: LogEntry) => void;
}

const MOST_JUMPS = 10_000;

/**
 * Starts a host for tests, on a virtual clock. The host works and its time passes only while the test
 * waits for it: in `result`, `runUntil`, `advance`, `fetch` and similar calls. Otherwise it is paused.
 *
 * @throws HostError if the app cannot be loaded; TestError `unknown-function` for a fake without an original
 */
export async function createTestHost(options: TestHostOptions = {}): Promise<TestHost> {
  const { clock = {}, durableTask } = options;
  const log = options.onLog ?? (() => undefined);
  const loaded = await load(options, log);
  const hostJson = durableTask ? { ...loaded.hostJson, durableTask } : loaded.hostJson;
  const temporary = options.stateDirectory === undefined;
  const host = new TestHost({
    app: loaded.app,
    hostJson,
    clock: clock instanceof VirtualClock ? clock : new VirtualClock(clock),
    stateDirectory: options.stateDirectory ?? (await mkdtemp(join(tmpdir(), 'local-host-'))),
    temporary,
    alwaysReplay: options.alwaysReplay ?? true,
    mostJumps: options.mostJumps ?? MOST_JUMPS,
    log,
  });
  if (options.appDirectory !== undefined) {
    for (const [name, fake] of Object.entries(options.activities ?? {})) {
      host.activity(name).fake(fake as (input: unknown) => unknown);
    }
  }
  await host.restart();
  return host;
}

async function load(options: TestHostOptions, log: (entry: LogEntry) => void) {
  const { appDirectory, main, orchestrators, entities } = options;
  if (appDirectory === undefined) {
    return { app: inlineApp(options, log), hostJson: NO_HOST_JSON };
  }
  if (orchestrators || entities) {
    throw new TypeError(
      'Give an appDirectory, or orchestrators and entities, not both. Activities may stand beside ' +
        'an appDirectory: they replace its own.',
    );
  }
  return loadHostApp({ appDirectory, main }, log);
}
