import { isWithin } from '../alerts/scope.ts';
import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import { StepError } from '../captures/failure.ts';
import { settings } from '../settings.ts';

/*
 * Checks ALLOWED_SCOPES at each call. The management API of the Durable extension can start activities
 * without the checks on alerts.
 */

/**
 * Requires a machine, and each named instance of a scale set, to be in ALLOWED_SCOPES.
 *
 * @throws {StepError} `NotAllowed`
 */
export function requireMachine(machine: Machine): void {
  requireWithin(machine.id);
  if (!isScaleSet(machine)) return;
  const parent = `${machine.id}/virtualMachines/`.toLowerCase();
  for (const instance of machine.instances) {
    if (!instance.startsWith('/')) continue;
    requireWithin(instance);
    if (!instance.toLowerCase().startsWith(parent)) {
      throw notAllowed(`${instance} is not an instance of ${machine.id}.`);
    }
  }
}

/**
 * Requires a storage account to be the configured one, or in ALLOWED_SCOPES.
 *
 * @throws {StepError} `NotAllowed`
 */
export function requireAccount(id: string): void {
  if (id.toLowerCase() !== settings().storageAccountId.toLowerCase()) requireWithin(id);
}

/**
 * Requires a subscription to be in ALLOWED_SCOPES or to contain the configured storage account.
 *
 * @throws {StepError} `NotAllowed`
 */
export function requireSubscription(subscriptionId: string): void {
  const { allowedScopes, storageAccountId } = settings();
  if (allowedScopes.length === 0) return;
  const named = [...allowedScopes, storageAccountId.toLowerCase()];
  if (named.some((scope) => scope.split('/')[2] === subscriptionId.toLowerCase())) return;
  throw notAllowed(`The subscription ${subscriptionId} lies outside of ALLOWED_SCOPES.`);
}

function requireWithin(id: string): void {
  if (isWithin(settings().allowedScopes, id)) return;
  throw notAllowed(`${id} lies outside of ALLOWED_SCOPES.`);
}

const notAllowed = (message: string): StepError =>
  new StepError(
    'NotAllowed',
    message,
    'Add its subscription or resource group there if this app is to capture it.',
  );
