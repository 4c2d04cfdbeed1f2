import type { ResourceId, VirtualMachineId } from './resource-id.ts';
import { asVirtualMachine } from './resource-id.ts';

/** The virtual machines among some resources, each once; resource ids ignore case. */
export function virtualMachinesOf(resources: readonly ResourceId[]): VirtualMachineId[] {
  const machines = resources.map(asVirtualMachine).filter((machine) => machine !== undefined);
  return [...new Map(machines.map((machine) => [machine.id.toLowerCase(), machine])).values()];
}
