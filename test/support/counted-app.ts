import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator } from 'azure-simulator';
import { assembleHost, loadHostApp } from '../../packages/local-host/src/host.ts';
import { EventType, type HistoryEvent } from '../../packages/local-host/src/model/history-event.ts';
import { AnswerProblems } from '../../packages/azure-simulator/test/specification/answer-problems.ts';
import { appEnvironment } from '../../commands/app-environment.ts';
import { azuriteForTests } from 'processes';
import { startNotificationListener } from '../../commands/notification-listener.ts';
import { alertFor, newMachine } from './alerts.ts';
import { SimulatorClient } from './simulator-client.ts';
import { waitFor } from './wait-for.ts';

/** The work of one capture, from alert to notification. */
export interface CaptureWork {
  /** Transactions that the task hub committed. */
  commits: number;
  /** Events in the histories of its instances, by type. */
  events: Record<string, number>;
  /** Calls to Resource Manager, by operation. */
  armCalls: Record<string, number>;
}

/** The local stack with the app's host in this process, so that its work can be counted. */
export interface CountedApp extends AsyncDisposable {
  /** Captures one machine for a second and returns the work done. */
  capture(): Promise<CaptureWork>;
}

/** Starts the stack. The app's settings are set in the environment of this process. */
export async function startCountedApp(): Promise<CountedApp> {
  await using running = new AsyncDisposableStack();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-work-'));
  running.defer(() => rm(stateDirectory, { recursive: true, force: true }));
  const listener = await startNotificationListener(0);
  running.defer(listener.close);
  const { stop, connectionString } = await azuriteForTests();
  running.defer(stop);
  const problems = new AnswerProblems();
  running.defer(() => problems.assertNone());
  const simulator = await createSimulator({
    blobConnectionString: connectionString,
    onAnswer: problems.add,
  });
  running.defer(() => simulator.close());
  const client = new SimulatorClient(simulator.url);
  await client.beInstant();
  const parts = {
    simulator: simulator.url,
    storage: connectionString,
    notifications: listener.url,
  };
  Object.assign(process.env, await appEnvironment(parts), {
    CAPTURE_TIME_LIMIT_SECONDS: '1',
  });
  const app = await loadHostApp({ appDirectory: '.', main: 'src/index.ts' });
  const host = await assembleHost({ ...app, stateDirectory });
  await host.start();
  running.defer(() => host.stop());
  const { store } = host.engine;
  const instances = () => store.instances.list({});

  const capture = async (): Promise<CaptureWork> => {
    const known = new Set(instances().map(({ id }) => id));
    const before = listener.received.length;
    const { commits } = store;
    const seen = (await client.ledger()).length;
    const answer = await host.fetch(
      new Request(`${host.url ?? ''}/api/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-functions-key': host.keys.function },
        body: alertFor(newMachine('web')),
      }),
    );
    await answer.text();
    await waitFor(
      'the notification and the end of all instances',
      () =>
        listener.received.length > before &&
        host.engine.idle &&
        instances().every(({ status }) => status === 'Completed'),
      (isOver) => isOver,
    );
    const added = instances().filter(({ id }) => !known.has(id));
    const events = added.flatMap(({ id }) => store.histories.events(id));
    const calls = (await client.ledger()).slice(seen);
    return {
      commits: store.commits - commits,
      events: count(events.map(nameOf)),
      armCalls: count(calls.map(({ operation = 'unknown' }) => operation)),
    };
  };
  const kept = running.move();
  return { capture, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Number of all events. */
export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);

const names = new Map<number, string>(
  Object.entries(EventType).map(([name, type]) => [type, name]),
);

const nameOf = ({ EventType: type }: HistoryEvent): string => names.get(type) ?? String(type);

function count(each: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of each) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
