import type { Alert } from './alert.ts';

/** Why an alert that was understood asks for no capture; undefined when it does ask for one. */
export function reasonToIgnore(alert: Alert): string | undefined {
  if (alert.condition === 'test') return 'This is a test notification; nothing has happened.';
  if (alert.targets.length === 0) return 'No virtual machine is among the targets of the alert.';
  return undefined;
}
