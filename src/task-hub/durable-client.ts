import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { getClient, input } from 'durable-functions';

/** Extra input of a function that needs a client. */
export const clientInput = input.durableClient();

let kept: { binding: string; client: DurableClient } | undefined;

/**
 * Returns the client for the task hub. The SDK creates one for each call and then checks each of the eleven
 * URLs in the binding, which takes a tenth of the cost of accepting an alert. So the client is cached while
 * its binding stays the same.
 */
export function durableClient(context: InvocationContext): DurableClient {
  const binding = JSON.stringify(context.extraInputs.get(clientInput));
  if (kept?.binding !== binding) kept = { binding, client: getClient(context) };
  return kept.client;
}
