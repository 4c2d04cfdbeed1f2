import { parseResourceId } from '../alerts/resource-id.ts';
import type { Machine } from '../alerts/target.ts';
import { asMachine, isScaleSet } from '../alerts/target.ts';
import type { AlertReference } from '../captures/alert-reference.ts';
import type { CapturePlan } from '../rules/plan.ts';

/** Claim of a machine capture to a session at its watcher. */
export interface Claim {
  /** Id of the `captureMachine` instance, or of the `finishCapture` instance that took the claim over. */
  holder: string;
  vm: Machine;
  /**
   * Name of the session. It identifies the machine capture, even if another instance takes the claim over.
   */
  session: string;
  plan: CapturePlan;
  alert: AlertReference;
  /** When the alert arrived, in ISO 8601 UTC. Claims are served in this order. */
  arrivedAt: string;
}

/** The part of a {@link Machine} that identifies it. The rest follows from its id. */
export interface MachineKey {
  id: string;
  /** Only for a scale set; see `ScaleSetId`. */
  instances?: string[];
}

/** The key of a machine. */
export const keyOf = (vm: Machine): MachineKey => ({
  id: vm.id,
  ...(isScaleSet(vm) && { instances: vm.instances }),
});

/** The machine with this key; undefined if its id is not that of a machine. */
export function machineOf({ id, instances }: MachineKey): Machine | undefined {
  const resource = parseResourceId(id);
  const machine = resource && asMachine(resource);
  return machine && { ...machine, ...(instances && { instances }) };
}

/**
 * Whether a capture of one machine also captures the other. An instance of a scale set is a separate
 * machine; a capture of the whole set includes all instances. Resource ids ignore letter case.
 */
export function covers(captured: MachineKey, wanted: MachineKey): boolean {
  if (captured.id.toLowerCase() !== wanted.id.toLowerCase()) return false;
  const [all, some] = [instancesOf(captured), instancesOf(wanted)];
  return all.size === 0 || (some.size > 0 && [...some].every((id) => all.has(id)));
}

/** Ids of the selected instances. Empty for a virtual machine or a whole scale set. */
const instancesOf = ({ instances = [] }: MachineKey): Set<string> =>
  new Set(instances.map((id) => id.toLowerCase()));
