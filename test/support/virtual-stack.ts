import { createSimulator } from 'azure-simulator';
import { createTestHost, VirtualClock, type TestHost } from 'local-host/testing';
import { localSettings } from '../../commands/app-environment.ts';
import { startNotificationListener } from '../../commands/notification-listener.ts';
import type { CloudEvent } from '../../src/notifications/cloud-event.ts';
import { SimulatorClient } from './simulator-client.ts';
import { replaceDate } from './virtual-date.ts';

/** The app and the simulator in this process, on one virtual clock, with a receiver of notifications. */
export interface VirtualStack extends AsyncDisposable {
  host: TestHost;
  simulator: SimulatorClient;
  /** Received events, oldest first. */
  events: readonly CloudEvent[];
}

/** No storage: the service announces files there, and fakes replace the activities that read them. */
const storage =
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/devstoreaccount1;';

const file = {
  url: 'http://127.0.0.1:1/devstoreaccount1/captures/one.cap',
  bytes: 1,
  metadataUrl: 'http://127.0.0.1:1/devstoreaccount1/captures/one.cap.json',
};

/**
 * Starts the stack. `Date` of this process tells the virtual time until the stack is disposed: activities,
 * triggers and the simulator read it.
 */
export async function startVirtualStack(
  settings: Record<string, string>,
  { start = Date.now(), ...state }: { start?: number; stateDirectory?: string } = {},
): Promise<VirtualStack> {
  await using running = new AsyncDisposableStack();
  const clock = new VirtualClock({ start });
  running.defer(replaceDate(() => clock.now()));
  const listener = await startNotificationListener(0);
  running.defer(listener.close);
  const server = await createSimulator();
  running.defer(() => server.close());
  const simulator = new SimulatorClient(server.url);
  await simulator.beInstant();
  const parts = { simulator: server.url, storage, notifications: listener.url };
  Object.assign(process.env, localSettings(parts), settings);
  const host = await createTestHost({
    appDirectory: '.',
    main: 'src/index.ts',
    clock,
    ...state,
    activities: {
      finalizeCapture: () => ({ ok: true, value: file }),
      summarizeTraffic: () => ({ ok: true, value: { summaryUrl: file.url, lines: [] } }),
    },
  });
  running.defer(() => host.close());
  const stack = running.move();
  return {
    host,
    simulator,
    events: listener.received as readonly CloudEvent[],
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
