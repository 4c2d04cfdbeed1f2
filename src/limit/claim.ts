import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import type { AlertReference } from '../captures/alert-reference.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { Session } from '../captures/session.ts';

/** What an instance holds, or waits for: the one capture of a machine, with a session at its watcher. */
export interface Claim {
  /** The `captureTarget` instance, or the one that finishes its work. */
  holder: string;
  vm: Machine;
  session: Session;
  plan: CapturePlan;
  alert: AlertReference;
  /** When the alert came, in ISO 8601 UTC: who came first is served first. */
  arrivedAt: string;
}

/**
 * Whether the capture of one claim captures the machine of another too. An instance of a scale set
 * is a machine of its own; a capture of the whole set has them all. Resource ids ignore case.
 */
export function covers({ vm: captured }: Claim, { vm: wanted }: Claim): boolean {
  if (captured.id.toLowerCase() !== wanted.id.toLowerCase()) return false;
  const [all, some] = [instancesOf(captured), instancesOf(wanted)];
  return all.size === 0 || (some.size > 0 && [...some].every((id) => all.has(id)));
}

/** Empty for a virtual machine, and for a whole scale set. */
const instancesOf = (machine: Machine): Set<string> =>
  new Set(isScaleSet(machine) ? machine.instances.map((id) => id.toLowerCase()) : []);
