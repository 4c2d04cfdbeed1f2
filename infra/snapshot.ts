import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bicep } from './bicep.ts';

/** A predicted resource. Values that only Azure knows are expressions in brackets. */
export interface PredictedResource {
  id: string;
  type: string;
  name: string;
  location?: string;
  tags?: Record<string, string>;
  properties?: unknown;
}

/** Subscription of the predicted deployment. */
export const subscriptionId = '11111111-1111-1111-1111-111111111111';

/**
 * The resources that a parameters file would deploy with this azd environment.
 *
 * @param file its name in this folder, or the text of one; the text may use its own template, test.bicep
 * @throws {Error} with Bicep's message if the file does not compile or is refused
 */
export function snapshot(
  file: Parameters<typeof predict>[0],
  values: Record<string, string> = {},
): Promise<PredictedResource[]> {
  const key = JSON.stringify([file, values]);
  const known = predictions.get(key) ?? predict(file, values);
  predictions.set(key, known);
  return known;
}

/** Cache of snapshots: tests often use the same one, and each takes seconds. */
const predictions = new Map<string, Promise<PredictedResource[]>>();

async function predict(
  file:
    | 'main.bicepparam'
    | 'alerts.bicepparam'
    | { text: string; template?: string; resourceGroup?: string },
  values: Record<string, string>,
): Promise<PredictedResource[]> {
  // The CLI writes the snapshot next to the file.
  const copy = await mkdtemp(join(tmpdir(), 'infra-'));
  try {
    await cp(import.meta.dirname, copy, {
      recursive: true,
      filter: (source) => !source.endsWith('.ts'),
    });
    let name = 'text.bicepparam';
    let resourceGroup = file === 'alerts.bicepparam' ? 'rg-test' : undefined;
    if (typeof file === 'string') {
      name = file;
    } else {
      await writeFile(join(copy, name), file.text);
      if (file.template !== undefined) await writeFile(join(copy, 'test.bicep'), file.template);
      ({ resourceGroup } = file);
    }
    await bicep(
      [
        ...['snapshot', join(copy, name)],
        ...(resourceGroup === undefined ? [] : ['--resource-group', resourceGroup]),
        ...['--subscription-id', subscriptionId, '--location', 'westeurope'],
        ...['--tenant-id', '33333333-3333-3333-3333-333333333333'],
      ],
      { ...process.env, AZURE_ENV_NAME: 'test', AZURE_LOCATION: 'westeurope', ...values },
    );
    const answer = await readFile(
      join(copy, name.replace('.bicepparam', '.snapshot.json')),
      'utf8',
    );
    return (JSON.parse(answer) as { predictedResources: PredictedResource[] }).predictedResources;
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** The only resource of a type whose name starts with the prefix. */
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
