import * as v from 'valibot';
import { armList } from '../azure/arm-request.ts';

/** API version of Microsoft.Compute. */
export const computeVersion = { 'api-version': '2024-07-01' };

/** Path of all virtual machines in a subscription or resource group. */
export const virtualMachines = ['providers', 'Microsoft.Compute', 'virtualMachines'];

const named = v.nullish(v.object({ computerName: v.nullish(v.string(), '') }));

// Source: Microsoft.Compute, Virtual Machines - List, and Virtual Machine Scale Set VMs - List.
const row = v.object({
  id: v.string(),
  name: v.nullish(v.string(), ''),
  properties: v.nullish(
    v.object({
      osProfile: named,
      instanceView: named,
      // Present for an instance of a scale set in Flexible mode, which is a virtual machine.
      virtualMachineScaleSet: v.nullish(v.object({ id: v.string() })),
    }),
  ),
});

/** A virtual machine or scale set instance in a list. */
export type MachineRow = v.InferOutput<typeof row>;

/** Lists the machines at a URL of Resource Manager. */
export const listMachineRows = async (subscriptionId: string, url: URL): Promise<MachineRow[]> =>
  (await armList(subscriptionId, url)).map((one) => v.parse(row, one));

/**
 * Whether a machine has this name, in Azure or in its operating system. Computers report their name with or
 * without their domain.
 */
export function goesBy({ name, properties }: MachineRow, wanted: string): boolean {
  const names = [name, properties?.osProfile?.computerName, properties?.instanceView?.computerName];
  return names.some((held) => held != null && held !== '' && shortName(held) === shortName(wanted));
}

/** A computer name in lower case, without its domain. */
export const shortName = (text: string): string => text.toLowerCase().split('.')[0] ?? '';
