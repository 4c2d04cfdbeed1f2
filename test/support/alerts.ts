import { randomUUID } from 'node:crypto';

/** Resource id of a new virtual machine, in a new subscription unless one is given. */
export function newMachine(name: string, subscriptionId: string = randomUUID()): string {
  return `/subscriptions/${subscriptionId}/resourcegroups/shop/providers/microsoft.compute/virtualmachines/${name}`;
}

/** The JSON text of an alert in the common schema that fired now for these machines. */
export function alertFor(...machines: string[]): string {
  return JSON.stringify({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/${randomUUID()}/providers/Microsoft.AlertsManagement/alerts/${randomUUID()}`,
        alertRule: 'outbound traffic above baseline',
        severity: 'Sev2',
        signalType: 'Metric',
        monitorCondition: 'Fired',
        monitoringService: 'Platform',
        alertTargetIDs: machines,
        originAlertId: randomUUID(),
        firedDateTime: '2026-11-20T02:14:07.4418213Z',
        description: 'Sends far more than usual.',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext: null,
    },
  });
}
