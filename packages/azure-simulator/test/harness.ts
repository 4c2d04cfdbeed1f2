import type { TestContext } from 'node:test';
import { createSimulator, type SimulatorOptions } from 'azure-simulator';
import { SUBSCRIPTION } from './arm-client.ts';

/** Path of the watcher that is there by default. */
export const WATCHER = `/subscriptions/${SUBSCRIPTION}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope`;

/** Resource id of a virtual machine. */
export const machineId = (name: string) =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/Web-RG/providers/Microsoft.Compute/virtualMachines/${name}`;

/** Resource id of a storage account. */
export const accountId = (name: string) =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/Web-RG/providers/Microsoft.Storage/storageAccounts/${name}`;

/** A body to create a capture of `web-1` with. */
export const captureBody = (properties: Record<string, unknown> = {}) => ({
  properties: {
    target: machineId('web-1'),
    timeLimitInSeconds: 60,
    storageLocation: { storageId: accountId('captures') },
    ...properties,
  },
});

/** An answer with its JSON body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Each test knows what it asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** A simulator whose time stands still, and the two surfaces. */
export interface Harness {
  readonly url: string;
  arm(method: string, path: string, body?: unknown): Promise<Answer>;
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Lets simulated time pass; files that become due are written when it is done. */
  advance(seconds: number): Promise<void>;
  create(name: string, properties?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts a simulator that is closed when the test ends. */
export async function startHarness(
  t: TestContext,
  options: SimulatorOptions = {},
): Promise<Harness> {
  const simulator = await createSimulator({ timeScale: 0, ...options });
  let open = true;
  const close = async () => {
    if (open) await simulator.close();
    open = false;
  };
  t.after(close);
  const harness = harnessOn(simulator.url);
  return { ...harness, close };
}

/** The two surfaces of a simulator that runs already. */
export function harnessOn(url: string): Omit<Harness, 'close'> {
  const arm: Harness['arm'] = (method, path, body) =>
    call(method, withVersion(url + path), body, { Authorization: 'Bearer test' });
  const admin: Harness['admin'] = (method, path, body) =>
    call(method, `${url}/_simulator${path}`, body);
  return {
    url,
    arm,
    admin,
    advance: async (seconds) => void (await admin('POST', '/clock/advance', { seconds })),
    create: (name, properties) =>
      arm('PUT', `${WATCHER}/packetCaptures/${name}`, captureBody(properties)),
  };
}

async function call(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

/** The path of a URL that stands in a header, without the origin of the real service. */
export function pathOf(url: string | null): string {
  const { pathname, search } = new URL(url ?? '');
  return pathname + search;
}

function withVersion(url: string): string {
  return url.includes('api-version=')
    ? url
    : `${url}${url.includes('?') ? '&' : '?'}api-version=2026-01-01`;
}
