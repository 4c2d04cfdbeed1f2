import type { ParsedAlert } from './alert.ts';

/** The reason why an alert starts no capture; undefined when it starts one. */
export function reasonToIgnore({
  condition,
  targets,
  unsupported,
  warnings,
}: ParsedAlert): string | undefined {
  if (condition === 'test') return 'This is a test notification; nothing has happened.';
  if (targets.length > 0) return undefined;
  return [
    'No virtual machine is among the targets of the alert.',
    ...unsupported.map(({ name, kind, advice }) => `${name} is ${kind}. ${advice}`),
    ...warnings,
  ].join(' ');
}
