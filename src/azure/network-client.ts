import type { NetworkManagementClient } from '@azure/arm-network';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Session } from '../captures/session.ts';
import { requireSubscription } from './allowed.ts';
import { armAnswerPolicy } from './arm-answer-policy.ts';
import { armOriginPolicy } from './arm-origin-policy.ts';
import { armTelemetryPolicy } from './arm-telemetry-policy.ts';
import { credential } from './credential.ts';
import { httpClient } from './http-client.ts';
import { lazy } from './lazy.ts';
import { localArm } from './local-endpoints.ts';

const clients = new Map<string, () => Promise<NetworkManagementClient>>();

/**
 * The client for a subscription. The SDK is loaded on first use, since loading takes half a second.
 * The client does not retry: the orchestrator does, on durable timers.
 *
 * @throws {StepError} `NotAllowed` for a subscription outside ALLOWED_SCOPES.
 */
export async function networkClient(subscriptionId: string): Promise<NetworkManagementClient> {
  requireSubscription(subscriptionId);
  const key = subscriptionId.toLowerCase();
  let client = clients.get(key);
  if (client === undefined) {
    client = lazy(() => createClient(subscriptionId));
    clients.set(key, client);
  }
  return client();
}

async function createClient(subscriptionId: string): Promise<NetworkManagementClient> {
  const [sdk, local] = await Promise.all([import('@azure/arm-network'), localArm()]);
  const client = new sdk.NetworkManagementClient(
    local?.credential ?? (await credential()),
    subscriptionId,
    {
      retryOptions: { maxRetries: 0 },
      // Resource Manager does not redirect.
      redirectOptions: { maxRetries: 0 },
      httpClient: await armHttpClient(),
    },
  );
  client.pipeline.addPolicy(armOriginPolicy, {
    beforePolicies: ['bearerTokenAuthenticationPolicy'],
  });
  client.pipeline.addPolicy(armTelemetryPolicy);
  client.pipeline.addPolicy(armAnswerPolicy);
  return client;
}

/** The HTTP client for Resource Manager, or for the local stand-in when one is configured. */
export async function armHttpClient(): Promise<HttpClient> {
  return (await localArm())?.httpClient ?? httpClient();
}

type Operations = NetworkManagementClient['packetCaptures'];

/** The packet capture operations for a session's subscription, and the leading arguments of each. */
export async function packetCaptures(
  session: Session,
): Promise<[operations: Operations, names: [group: string, watcher: string, name: string]]> {
  const { watcher, name } = session;
  const client = await networkClient(watcher.subscriptionId);
  return [client.packetCaptures, [watcher.resourceGroup, watcher.name, name]];
}
