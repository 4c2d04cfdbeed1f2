import { parseResourceId } from '../model/resource-id.ts';
import type { ArmRoute } from './route.ts';

/** Lists the subscriptions of the machines that were described by resource id. */
export const subscriptionRoutes: readonly ArmRoute[] = [
  {
    operation: 'subscriptions.list',
    specification: 'Microsoft.Resources/2022-12-01/Subscriptions_List',
    method: 'GET',
    path: '/subscriptions',
    action: 'Microsoft.Resources/subscriptions/read',
    handle: ({ world }) => {
      const machines = world.descriptions.list('virtual-machine');
      const ids = machines.flatMap(({ id = '' }) => parseResourceId(id)?.subscriptionId ?? []);
      const value = [...new Set(ids.map((id) => id.toLowerCase()))].map((subscriptionId) => ({
        id: `/subscriptions/${subscriptionId}`,
        subscriptionId,
        displayName: subscriptionId,
        state: 'Enabled',
      }));
      return { status: 200, body: { value, nextLink: '' } };
    },
  },
];
