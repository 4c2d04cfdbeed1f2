import * as v from 'valibot';
import type { VirtualMachineId } from '../alerts/resource-id.ts';
import { localArm } from './local-endpoints.ts';
import { networkClient } from './network-client.ts';

const list = <const S extends v.GenericSchema>(item: S) => v.nullish(v.array(item), []);
const word = v.nullish(v.string(), '');

// Source: Microsoft.Compute, Virtual Machines - Get, with $expand=instanceView.
const virtualMachine = v.object({
  location: v.string(),
  resources: list(v.object({ properties: v.nullish(v.object({ publisher: word, type: word })) })),
  properties: v.object({
    instanceView: v.nullish(
      v.object({
        statuses: list(v.object({ code: word })),
        extensions: list(v.object({ type: word })),
        vmAgent: v.nullish(v.object({ extensionHandlers: list(v.object({ type: word })) })),
      }),
    ),
  }),
});

/** What a capture needs to know of a virtual machine. */
export interface VirtualMachine {
  location: string;
  /** `running`, `deallocated` and so on; undefined when the service does not tell. */
  powerState?: string;
  /** Types of the extensions installed, lower case, with their publishers. */
  extensions: string[];
}

/**
 * Reads a virtual machine with its instance view, over the network client's pipeline: a client
 * of Microsoft.Compute of its own would be a second SDK to load for one request.
 *
 * @throws {RestError} as the SDK's own calls do.
 */
export async function readVirtualMachine(vm: VirtualMachineId): Promise<VirtualMachine> {
  const [{ pipeline }, http, local] = await Promise.all([
    networkClient(vm.subscriptionId),
    import('@azure/core-rest-pipeline'),
    localArm(),
  ]);
  const url = `https://management.azure.com${encodeURI(vm.id)}?api-version=2024-07-01&$expand=instanceView`;
  const response = await pipeline.sendRequest(
    local?.httpClient ?? http.createDefaultHttpClient(),
    http.createPipelineRequest({ url }),
  );
  const body = response.bodyAsText ?? '';
  if (response.status !== 200) {
    const { code, message } = errorIn(body);
    const { status: statusCode, request } = response;
    throw new http.RestError(message, { code, statusCode, request, response });
  }
  const { location, resources, properties } = v.parse(virtualMachine, JSON.parse(body));
  const { statuses = [], extensions = [], vmAgent } = properties.instanceView ?? {};
  const powerState = statuses.find(({ code }) => code.startsWith('PowerState/'))?.code.slice(11);
  const types = [
    ...resources.map(({ properties: held }) => `${held?.publisher ?? ''}.${held?.type ?? ''}`),
    ...extensions.map(({ type }) => type),
    ...(vmAgent?.extensionHandlers ?? []).map(({ type }) => type),
  ];
  return {
    location,
    ...(powerState !== undefined && { powerState }),
    extensions: types.map((type) => type.toLowerCase()),
  };
}

const errorBody = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

function errorIn(body: string): { code: string; message: string } {
  try {
    return v.parse(errorBody, JSON.parse(body)).error;
  } catch {
    return { code: 'UnknownError', message: body.slice(0, 300) };
  }
}
