import { parseResourceId } from '../model/resource-id.ts';

/** The container to which Network Watcher writes. */
export const CAPTURE_CONTAINER = 'network-watcher-logs';

/**
 * The blob URL that the service chooses for a capture: the target's id in lower case, the date, and
 * the time in UTC. `blobEndpoint` has no trailing slash.
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

/**
 * The blob URL of one file of a session: the session's path, with the scale set instance and the file
 * number before `.cap`. A path without `.cap` is a folder for several files. No recording of these names
 * was found.
 */
export function filePath(path: string, instance?: string, number?: number): string {
  const parts = [instance, number].filter((part) => part !== undefined);
  if (path === '' || parts.length === 0) return path;
  return path.endsWith('.cap')
    ? `${path.slice(0, -'.cap'.length)}_${parts.join('_')}.cap`
    : `${path.replace(/\/$/, '')}/${parts.join('_')}.cap`;
}
