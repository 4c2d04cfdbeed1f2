import * as v from 'valibot';
import type { VirtualMachineId } from '../alerts/resource-id.ts';
import type { Machine, ScaleSetId } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import { StepError } from '../captures/failure.ts';
import { requireMachine } from './allowed.ts';
import { armGet, armList } from './arm-request.ts';
import { armUrl, segmentsOf } from './arm-url.ts';

const version = { 'api-version': '2024-07-01' };
const withInstanceView = { ...version, $expand: 'instanceView' };

const list = <const S extends v.GenericSchema>(item: S) => v.nullish(v.array(item), []);
const word = v.nullish(v.string(), '');

// Source: Microsoft.Compute, Virtual Machines - Get, with $expand=instanceView.
const virtualMachine = v.object({
  id: word,
  location: v.string(),
  resources: list(
    v.object({
      properties: v.nullish(v.object({ publisher: word, type: word, provisioningState: word })),
    }),
  ),
  properties: v.object({
    instanceView: v.nullish(
      v.object({
        statuses: list(v.object({ code: word })),
        extensions: list(v.object({ type: word, statuses: list(v.object({ code: word })) })),
        vmAgent: v.nullish(v.object({ extensionHandlers: list(v.object({ type: word })) })),
      }),
    ),
  }),
});

const scaleSet = v.object({
  location: v.string(),
  properties: v.nullish(v.object({ orchestrationMode: v.nullish(v.string()) })),
});

/** Properties of a virtual machine that a capture depends on. */
export interface VirtualMachine {
  location: string;
  /** Such as `running` or `deallocated`; undefined when the service does not report it. */
  powerState?: string;
  agent: AgentState;
}

/** State of a machine's Network Watcher agent extension, from its provisioning state. */
export type AgentState = 'ready' | 'updating' | 'failed' | 'missing';

/** The extension's `publisher.type` without the operating system suffix. */
const agentType = 'microsoft.azure.networkwatcher.networkwatcheragent';

/**
 * Reads a virtual machine with its instance view. For a scale set, returns the state of its best
 * instance, since one running instance is enough for a capture.
 *
 * @throws {StepError} `NotAllowed`
 * @throws {RestError} as the SDK's own calls do.
 */
export async function readMachine(machine: Machine): Promise<VirtualMachine> {
  requireMachine(machine);
  return isScaleSet(machine) ? readScaleSet(machine) : readVirtualMachine(machine);
}

async function readVirtualMachine({
  subscriptionId,
  id,
}: VirtualMachineId): Promise<VirtualMachine> {
  const body = await armGet(subscriptionId, armUrl(segmentsOf(id), withInstanceView));
  return describe(v.parse(virtualMachine, body));
}

async function readScaleSet({
  subscriptionId,
  id,
  instances,
}: ScaleSetId): Promise<VirtualMachine> {
  const path = segmentsOf(id);
  const [set, listed] = await Promise.allSettled([
    armGet(subscriptionId, armUrl(path, version)),
    armList(subscriptionId, armUrl([...path, 'virtualMachines'], withInstanceView)),
  ]);
  if (set.status === 'rejected') throw set.reason;
  const { location, properties } = v.parse(scaleSet, set.value);
  // The service does not list the instances of this kind of set.
  if (properties?.orchestrationMode === 'Flexible') throw flexible(id);
  if (listed.status === 'rejected') throw listed.reason;
  const rows = listed.value;
  const wanted = new Set(instances.map((instance) => instance.toLowerCase()));
  const machines = rows
    .map((row) => v.parse(virtualMachine, row))
    .filter((row) => wanted.size === 0 || wanted.has(row.id.toLowerCase()))
    .map(describe);
  const running = machines.filter(({ powerState = 'running' }) => powerState === 'running');
  const powerState =
    running.length > 0 ? 'running' : (machines[0]?.powerState ?? 'without instances');
  const best = (['ready', 'updating', 'failed'] as const).find((state) =>
    running.some(({ agent }) => agent === state),
  );
  return { location, powerState, agent: best ?? 'missing' };
}

const flexible = (id: string): StepError =>
  new StepError(
    'ScaleSetIsFlexible',
    `${id} is a scale set in Flexible mode, and the alert names none of its virtual machines.`,
    'Split the alert rule by the dimension VMName, or have its query return _ResourceId, so that the alert names the machine.',
  );

function describe({
  location,
  resources,
  properties,
}: v.InferOutput<typeof virtualMachine>): VirtualMachine {
  const { statuses = [], extensions = [], vmAgent } = properties.instanceView ?? {};
  const powerState = statuses.find(({ code }) => code.startsWith('PowerState/'))?.code.slice(11);
  const installed = [
    ...resources.map(({ properties: held }) => ({
      type: `${held?.publisher ?? ''}.${held?.type ?? ''}`,
      state: held?.provisioningState,
    })),
    ...extensions.map(({ type, statuses: held }) => ({
      type,
      state: held.find(({ code }) => code.startsWith('ProvisioningState/'))?.code.split('/')[1],
    })),
    ...(vmAgent?.extensionHandlers ?? []).map(({ type }) => ({ type, state: undefined })),
  ];
  return {
    location,
    ...(powerState !== undefined && { powerState }),
    agent: agentState(
      installed
        .filter(({ type }) => type.toLowerCase().startsWith(agentType))
        .map(({ state }) => state?.toLowerCase() ?? ''),
    ),
  };
}

/** Source of the states: Microsoft.Compute, Virtual Machine Extensions - Get. */
function agentState(states: readonly string[]): AgentState {
  if (states.length === 0) return 'missing';
  if (states.some((state) => ['failed', 'canceled'].includes(state))) return 'failed';
  const isUpdating = states.some((state) => ['creating', 'updating', 'deleting'].includes(state));
  return isUpdating ? 'updating' : 'ready';
}
