import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { getClient, input } from 'durable-functions';

/** What a function that needs a client takes beside its trigger. */
export const clientInput = input.durableClient();

let kept: { binding: string; client: DurableClient } | undefined;

/**
 * The client for the task hub. The SDK makes one for each call, and checks each of the eleven URLs in the
 * binding then: a tenth of what it costs to accept an alert. So one is kept while its binding stays the same.
 */
export function durableClient(context: InvocationContext): DurableClient {
  const binding = JSON.stringify(context.extraInputs.get(clientInput));
  if (kept?.binding !== binding) kept = { binding, client: getClient(context) };
  return kept.client;
}
