import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bicep } from './bicep.ts';

/** A resource as it would be deployed; what only Azure knows stands as an expression in brackets. */
export interface PredictedResource {
  id: string;
  type: string;
  name: string;
  location?: string;
  properties?: unknown;
}

/** Where the deployment is said to go. */
export const subscriptionId = '11111111-1111-1111-1111-111111111111';

/**
 * The resources that a parameters file would deploy with such an azd environment.
 *
 * @param file its name in this folder
 * @throws {Error} with what Bicep said, when it does not compile
 */
export async function snapshot(
  file: 'main.bicepparam' | 'alerts.bicepparam',
  values: Record<string, string>,
): Promise<PredictedResource[]> {
  // The CLI writes its answer beside the file.
  const copy = await mkdtemp(join(tmpdir(), 'infra-'));
  try {
    await cp(import.meta.dirname, copy, {
      recursive: true,
      filter: (source) => !source.endsWith('.ts'),
    });
    const scope = file === 'alerts.bicepparam' ? ['--resource-group', 'rg-test'] : [];
    await bicep(
      [
        ...['snapshot', join(copy, file), ...scope, '--subscription-id', subscriptionId],
        ...['--location', 'westeurope', '--tenant-id', '33333333-3333-3333-3333-333333333333'],
      ],
      { ...process.env, AZURE_ENV_NAME: 'test', AZURE_LOCATION: 'westeurope', ...values },
    );
    const name = file.replace('.bicepparam', '.snapshot.json');
    const { predictedResources } = JSON.parse(await readFile(join(copy, name), 'utf8')) as {
      predictedResources: PredictedResource[];
    };
    return predictedResources;
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** The only resource of a type whose name begins so. */
export function only(
  resources: readonly PredictedResource[],
  type: string,
  prefix = '',
): PredictedResource {
  const found = resources.filter((one) => one.type === type && one.name.startsWith(prefix));
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`There are ${found.length} resources ${type} ${prefix}, not one.`);
  }
  return first;
}
