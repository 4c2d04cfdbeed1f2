import * as v from 'valibot';
import { parseResourceId } from '../alerts/resource-id.ts';
import type { Machine, ScaleSetId } from '../alerts/target.ts';
import { asMachine, isScaleSet } from '../alerts/target.ts';
import { armList } from '../azure/arm-request.ts';
import { armUrl, segmentsOf } from '../azure/arm-url.ts';
import { computeVersion, goesBy, shortName } from './machine-rows.ts';
import { listInstances } from './resolve-instances.ts';

const osProfile = v.nullish(v.object({ computerNamePrefix: v.nullish(v.string()) }));

// Source: Microsoft.Compute, Virtual Machine Scale Sets - List.
const row = v.object({
  id: v.string(),
  properties: v.nullish(
    v.object({ virtualMachineProfile: v.nullish(v.object({ osProfile: osProfile })) }),
  ),
});

/**
 * Finds the instances of scale sets in Uniform mode whose computer has a name. Only sets that give such
 * names are asked for their instances: a name is the prefix of the set and six characters.
 * Source: "Understand instance IDs for Azure Virtual Machine Scale Sets",
 * learn.microsoft.com/azure/virtual-machine-scale-sets.
 *
 * @param scope resource id of a subscription or resource group.
 */
export async function findInstances(scope: string, computer: string): Promise<Machine[]> {
  const sets = await listSets(scope, (prefix) => {
    const name = shortName(computer);
    return name.startsWith(prefix) && name.length === prefix.length + 6;
  });
  const lists = await Promise.all(
    sets.map(async (set) => {
      const instances = (await listInstances(set)).filter((one) => goesBy(one, computer));
      return instances.map(({ id }) => ({ ...set, instances: [id] }));
    }),
  );
  return lists.flat();
}

/** Scale sets in a scope whose prefix of computer names, in lower case, is accepted. */
async function listSets(
  scope: string,
  accepts: (prefix: string) => boolean,
): Promise<ScaleSetId[]> {
  const path = segmentsOf(scope);
  const [, subscriptionId = ''] = path;
  const url = armUrl(
    [...path, 'providers', 'Microsoft.Compute', 'virtualMachineScaleSets'],
    computeVersion,
  );
  const rows = (await armList(subscriptionId, url)).map((one) => v.parse(row, one));
  return rows.flatMap(({ id, properties }) => {
    const prefix = properties?.virtualMachineProfile?.osProfile?.computerNamePrefix;
    if (prefix == null || !accepts(prefix.toLowerCase())) return [];
    const resource = parseResourceId(id);
    const set = resource && asMachine(resource);
    return set !== undefined && isScaleSet(set) ? [set] : [];
  });
}
