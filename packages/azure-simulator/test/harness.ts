import type { TestContext } from 'node:test';
import { createSimulator, type SimulatorOptions } from 'azure-simulator';
import { SUBSCRIPTION } from './arm-client.ts';
import { AnswerProblems } from './specification/answer-problems.ts';

/** Path of the default watcher. */
export const WATCHER = `/subscriptions/${SUBSCRIPTION}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope`;

/** Resource id of a virtual machine. */
export const machineId = (name: string) =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/Web-RG/providers/Microsoft.Compute/virtualMachines/${name}`;

/** Resource id of a storage account. */
export const accountId = (name: string) =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/Web-RG/providers/Microsoft.Storage/storageAccounts/${name}`;

/** A request body that creates a capture of `web-1`. */
export const captureBody = (properties: Record<string, unknown> = {}) => ({
  properties: {
    target: machineId('web-1'),
    timeLimitInSeconds: 60,
    storageLocation: { storageId: accountId('captures') },
    ...properties,
  },
});

/** The part of a machine's instance view that the tests use. */
export interface InstanceView {
  readonly statuses: readonly { readonly code: string }[];
  readonly extensions: readonly { readonly type: string }[];
}

/** An item of any list: session, ledger entry, fault, watcher or machine. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly file: string;
  readonly endCause: string;
  readonly instances: readonly string[];
  readonly seq: number;
  readonly session: string;
  readonly status?: number;
  readonly errorCode: string;
  readonly action: string;
  readonly counted: boolean;
  readonly fault: string;
  readonly specification: string;
  readonly matched: number;
  readonly properties: { readonly instanceView: InstanceView };
}

/** The fields of responses that the tests use. A test fails where a response lacks a field. */
export interface AnswerBody {
  readonly error: { readonly code: string; readonly message: string };
  readonly detail: string;
  readonly name: string;
  readonly location: string;
  readonly status: string;
  readonly count: number;
  readonly scale: number;
  readonly sku: { readonly name: string; readonly capacity: number };
  readonly value: readonly Row[];
  readonly watchers: readonly unknown[];
  readonly resources: readonly { readonly properties: { readonly type: string } }[];
  readonly statuses: InstanceView['statuses'];
  readonly packetCaptureStatus: string;
  readonly stopReason: string;
  readonly packetCaptureError: readonly string[];
  readonly properties: {
    readonly provisioningState: string;
    readonly scope: unknown;
    readonly captureSettings: unknown;
    readonly timeLimitInSeconds?: number;
    readonly totalBytesPerSession?: number;
    readonly storageLocation: { readonly storagePath: string };
    readonly primaryEndpoints: { readonly blob: string };
    readonly instanceView: InstanceView;
  };
}

/** A response with its JSON body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** Calls one of the two APIs. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** A simulator with a stopped clock, with clients for its two APIs. */
export interface Harness {
  readonly url: string;
  readonly arm: Call;
  readonly admin: Call;
  /** Advances the simulated time. Resolves when all due files are written. */
  readonly advance: (seconds: number) => Promise<void>;
  readonly create: (name: string, properties?: Record<string, unknown>) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Starts a simulator and closes it when the test ends. */
export async function startHarness(
  t: TestContext,
  options: SimulatorOptions = {},
): Promise<Harness> {
  const problems = new AnswerProblems();
  const simulator = await createSimulator({ timeScale: 0, onAnswer: problems.add, ...options });
  let open = true;
  const close = async () => {
    if (open) await simulator.close();
    open = false;
    problems.assertNone();
  };
  t.after(close);
  const harness = harnessOn(simulator.url);
  return { ...harness, close };
}

/** Clients for the two APIs of a running simulator. */
export function harnessOn(url: string): Omit<Harness, 'close'> {
  const arm: Call = (method, path, body) =>
    call(method, withVersion(url + path), body, { Authorization: 'Bearer test' });
  const admin: Call = (method, path, body) => call(method, `${url}/_simulator${path}`, body);
  return {
    url,
    arm,
    admin,
    advance: async (seconds) => {
      await admin('POST', '/clock/advance', { seconds });
    },
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
    // A missing or null body becomes an empty object.
    body: JSON.parse(text || 'null') as AnswerBody,
  };
}

/** The path of a URL in a header, without the origin of the real service. */
export function pathOf(url: string | null): string {
  const { pathname, search } = new URL(url ?? '');
  return pathname + search;
}

function withVersion(url: string): string {
  return url.includes('api-version=')
    ? url
    : `${url}${url.includes('?') ? '&' : '?'}api-version=2026-01-01`;
}
