import { createTestHost, type TestHost } from 'local-host/testing';
import type { Result } from '../../src/captures/failure.ts';
import type { Observation } from '../../src/captures/observation.ts';
import { stateVersion } from '../../src/captures/state-version.ts';
import { activityNames } from '../../src/test-support/run-story.ts';
import type { CaptureRequest } from '../../src/captures/alert-capture.ts';

/** How the service and the machine behave in a virtual capture. */
export interface Weather {
  /** Seconds after which the session ends; never when absent. */
  endsAfterSeconds?: number;
  stopReason?: string;
  errors?: string[];
  /** Seconds after which the session disappears. */
  vanishesAfterSeconds?: number;
  /** The session continues after a stop. */
  deaf?: boolean;
  /** An activity that fails permanently. */
  failing?: string;
  /** Number of the next creations that find the service unavailable. */
  unavailable?: number;
  /** Limit of sessions on the watcher. */
  limit?: number;
  /** Seconds after which the file exists; 0 when absent. */
  fileAfterSeconds?: number;
  /** Called when a session is created or deleted, with the seconds since the start of the host. */
  onSession?: (what: 'created' | 'deleted', at: number) => void;
}

const START = '2026-11-20T02:14:00.000Z';

const ok = (value?: unknown): Result<unknown> => ({ ok: true, value });

/** An alert about one machine, and its plan. */
export function captureRequest({
  timeLimitSeconds = 60,
  machine = 'web-1',
  policy = {},
}: {
  timeLimitSeconds?: number;
  machine?: string;
  policy?: Partial<CaptureRequest['policy']>;
} = {}): CaptureRequest {
  const subscriptionId = '00000000-0000-0000-0000-000000000000';
  const group = `/subscriptions/${subscriptionId}/resourceGroups/shop/providers`;
  const id = `${group}/Microsoft.Compute/virtualMachines/${machine}`;
  return {
    version: stateVersion,
    alert: {
      identity: `alert-${machine}`,
      rule: 'web-1 answers slowly',
      condition: 'fired',
      firedAt: START,
      targets: [{ id, subscriptionId, resourceGroup: 'shop', name: machine }],
    },
    plan: {
      storageAccountId: `${group}/Microsoft.Storage/storageAccounts/captures`,
      timeLimitSeconds,
      bytesPerPacket: 0,
      totalBytes: 1_073_741_824,
      graceSeconds: 300,
    },
    policy: {
      limitPolicy: 'wait',
      waitSeconds: 900,
      cooldownSeconds: 0,
      onResolved: 'stop',
      installAgent: false,
      ...policy,
    },
    arrivedAt: START,
    refused: [],
    warnings: [],
  };
}

/** The part of the app that a virtual capture loads. */
export const virtualApp = 'src/{orchestrators,activities}/index.ts';

/** The app's orchestrators on a virtual clock, with fakes that behave as `weather` describes. */
export async function startVirtualCapture(weather: Weather = {}): Promise<TestHost> {
  const host = await createTestHost({
    appDirectory: '.',
    main: virtualApp,
    clock: { start: START },
  });
  fakeActivities(host, weather);
  return host;
}

/** Replaces the app's activities by fakes that behave as `weather` describes. */
export function fakeActivities(host: TestHost, weather: Weather): void {
  // The service's own time, however the clock of the machine is set.
  const seconds = (): number => host.clock.elapsed() / 1000;
  let createdAt = 0;
  let toldToStop = false;
  const answers: Record<string, (input: unknown) => Result<unknown>> = {
    resolveWatcher: () =>
      ok({
        id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/w',
        subscriptionId: '00000000-0000-0000-0000-000000000000',
        resourceGroup: 'NetworkWatcherRG',
        name: 'w',
        location: 'westeurope',
      }),
    enforceLimit: () => ok({ limit: weather.limit ?? 10, listed: { ours: [], others: 0 } }),
    createCapture: () => {
      if (weather.unavailable !== undefined && weather.unavailable > 0) {
        weather.unavailable -= 1;
        return unavailable;
      }
      createdAt = seconds();
      toldToStop = false;
      weather.onSession?.('created', createdAt);
      return ok();
    },
    announceCapture: () => ok([]),
    queryCapture: () => ok(observe(weather, seconds() - createdAt, toldToStop)),
    stopCapture: () => {
      toldToStop = weather.deaf !== true;
      return ok();
    },
    deleteCapture: () => {
      weather.onSession?.('deleted', seconds());
      return ok();
    },
    finalizeCapture: () =>
      ok(seconds() - createdAt < (weather.fileAfterSeconds ?? 0) ? null : file),
    summarizeTraffic: () => ok({ summaryUrl: `${FILE}.summary.json`, lines: ['1 packet.'] }),
    listReceivers: () => ok(['webhook']),
    notify: () => ok('sent'),
  };
  for (const name of activityNames) {
    const answer = name === weather.failing ? () => failed(name) : (answers[name] ?? (() => ok()));
    host.activity(name).fake(async (input) => {
      const result = answer(input);
      await host.clock.sleep('1s');
      return { ...result, at: host.clock.now() };
    });
  }
}

const FILE = 'https://captures.blob.core.windows.net/captures/web-1.cap';
const file = { url: FILE, bytes: 4096, metadataUrl: `${FILE}.json` };

function observe(weather: Weather, seconds: number, toldToStop: boolean): Observation {
  const { endsAfterSeconds = Infinity, vanishesAfterSeconds = Infinity } = weather;
  const { stopReason = 'TimeExceeded', errors = [] } = weather;
  if (seconds >= vanishesAfterSeconds) return { state: 'gone' };
  if (seconds < 5) return { state: 'provisioning' };
  const seen = { fileUrl: FILE, startedAt: START };
  if (toldToStop) return { state: 'stopped', stopReason: 'Manual', errors: [], ...seen };
  if (seconds < endsAfterSeconds) return { state: 'running', ...seen };
  return { state: 'stopped', stopReason, errors, ...seen };
}

const unavailable: Result<unknown> = {
  ok: false,
  failure: {
    step: 'createCapture',
    code: 'ServiceUnavailable',
    message: 'The service is unavailable.',
    advice: 'Wait.',
    transient: true,
  },
};

function failed(step: string): Result<unknown> {
  const failure = { step, code: 'Forbidden', message: 'It is not allowed.', advice: 'Allow it.' };
  return { ok: false, failure };
}
