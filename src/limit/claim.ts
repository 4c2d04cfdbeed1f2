import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import type { AlertReference } from '../captures/alert-reference.ts';
import type { CapturePlan } from '../rules/plan.ts';

/** The claim of a machine capture to a session at its watcher. */
export interface Claim {
  /** Id of the `captureMachine` instance, or of the `finishCapture` instance that took the claim over. */
  holder: string;
  vm: Machine;
  /** Name of the session; it identifies the machine capture, whoever holds its claim. */
  session: string;
  plan: CapturePlan;
  alert: AlertReference;
  /** When the alert arrived, in ISO 8601 UTC: claims are served in this order. */
  arrivedAt: string;
}

/**
 * Whether a capture of one machine captures the other too. An instance of a scale set is a machine of
 * its own; a capture of the whole set has them all. Resource ids ignore letter case.
 */
export function covers(captured: Machine, wanted: Machine): boolean {
  if (captured.id.toLowerCase() !== wanted.id.toLowerCase()) return false;
  const [all, some] = [instancesOf(captured), instancesOf(wanted)];
  return all.size === 0 || (some.size > 0 && [...some].every((id) => all.has(id)));
}

/** Empty for a virtual machine, and for a whole scale set. */
const instancesOf = (machine: Machine): Set<string> =>
  new Set(isScaleSet(machine) ? machine.instances.map((id) => id.toLowerCase()) : []);
