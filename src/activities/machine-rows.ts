import * as v from 'valibot';
import { armList } from '../azure/arm-request.ts';

export const computeVersion = 'api-version=2024-07-01';

const named = v.nullish(v.object({ computerName: v.nullish(v.string(), '') }));

// Source: Microsoft.Compute, Virtual Machines - List, and Virtual Machine Scale Set VMs - List.
const row = v.object({
  id: v.string(),
  name: v.nullish(v.string(), ''),
  properties: v.nullish(
    v.object({
      osProfile: named,
      instanceView: named,
      // Of an instance of a scale set in Flexible mode, which is a virtual machine.
      virtualMachineScaleSet: v.nullish(v.object({ id: v.string() })),
    }),
  ),
});

/** A virtual machine, or an instance of a scale set, in a list. */
export type MachineRow = v.InferOutput<typeof row>;

/** Lists the machines at a path. */
export const listMachineRows = async (
  subscriptionId: string,
  path: string,
): Promise<MachineRow[]> => (await armList(subscriptionId, path)).map((one) => v.parse(row, one));

/** Whether a machine has this name, in Azure or by itself. Computers give their name with or without their domain. */
export function goesBy({ name, properties }: MachineRow, wanted: string): boolean {
  const short = (text: string): string => text.toLowerCase().split('.')[0] ?? '';
  const names = [name, properties?.osProfile?.computerName, properties?.instanceView?.computerName];
  return names.some((held) => held != null && held !== '' && short(held) === short(wanted));
}
