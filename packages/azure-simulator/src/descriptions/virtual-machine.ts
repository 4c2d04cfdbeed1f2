import * as v from 'valibot';

/** Power states of a virtual machine, as in `PowerState/running`. */
export const POWER_STATES = [
  'running',
  'starting',
  'stopping',
  'stopped',
  'deallocating',
  'deallocated',
] as const;

/** Provisioning states of an extension (Microsoft.Compute, Virtual Machine Extensions - Get). */
export const EXTENSION_STATES = [
  'Succeeded',
  'Failed',
  'Canceled',
  'Creating',
  'Updating',
  'Deleting',
] as const;

export type ExtensionState = (typeof EXTENSION_STATES)[number];

/** A virtual machine as described through the admin surface. */
export const VirtualMachineDescription = v.pipe(
  v.strictObject({
    /** Resource id. Use `name` instead to describe every machine of that name. */
    id: v.optional(v.string()),
    name: v.optional(v.string()),
    location: v.optional(v.string(), 'westeurope'),
    powerState: v.optional(v.picklist(POWER_STATES), 'running'),
    /** True if the Network Watcher agent extension is installed. */
    agent: v.optional(v.boolean(), true),
    /** The extension's provisioning state, if it is installed. */
    agentState: v.optional(v.picklist(EXTENSION_STATES), 'Succeeded'),
    os: v.optional(v.picklist(['Linux', 'Windows']), 'Linux'),
    /** Default: the name of the machine. */
    computerName: v.optional(v.string()),
    /** Resource id of the scale set in Flexible mode whose instance the machine is. */
    scaleSet: v.optional(v.string()),
    privateIpAddress: v.optional(v.pipe(v.string(), v.ipv4()), '10.0.0.4'),
    /** True if the machine does not exist. */
    missing: v.optional(v.boolean(), false),
    /** Time when an agent installed through Compute is ready, in simulated milliseconds since 1970. */
    agentReadyAt: v.optional(v.number()),
  }),
  v.check((vm) => (vm.id === undefined) !== (vm.name === undefined), 'either id or name'),
);

export type VirtualMachine = v.InferOutput<typeof VirtualMachineDescription>;

/** The default description of a machine. */
export const ORDINARY_MACHINE: VirtualMachine = v.parse(VirtualMachineDescription, { name: '*' });

/** The agent extension's state at the simulated time `now`; undefined if it is not installed. */
export function agentState(vm: VirtualMachine, now: number): ExtensionState | undefined {
  if (vm.agentReadyAt !== undefined) return now >= vm.agentReadyAt ? 'Succeeded' : 'Creating';
  return vm.agent ? vm.agentState : undefined;
}

/** True if the agent works at the simulated time `now`. */
export function hasAgent(vm: VirtualMachine, now: number): boolean {
  return agentState(vm, now) === 'Succeeded';
}
