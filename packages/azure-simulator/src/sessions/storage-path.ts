import { parseResourceId } from '../model/resource-id.ts';

/** The container that Network Watcher writes to. */
export const CAPTURE_CONTAINER = 'network-watcher-logs';

/**
 * The blob URL that the service picks for a capture: the target's id in lower case, the day, and
 * the moment in UTC. `blobEndpoint` has no slash at its end.
 * Source: azure-docs, network-watcher/packet-capture-manage.
 */
export function storagePath(blobEndpoint: string, target: string, at: number): string {
  const id = parseResourceId(target);
  if (!id) throw new TypeError(`not a resource id: ${target}`);
  const [day, time] = new Date(at).toISOString().slice(0, -1).split('T') as [string, string];
  const folder =
    `subscriptions/${id.subscriptionId}/resourcegroups/${id.resourceGroup}` +
    `/providers/${id.type}/${id.name}`;
  return (
    `${blobEndpoint}/${CAPTURE_CONTAINER}/${folder.toLowerCase()}/${day.replaceAll('-', '/')}` +
    `/packetcapture_${time.replace(/[:.]/g, '_')}.cap`
  );
}
