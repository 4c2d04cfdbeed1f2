/** A Network Watcher: one for each region of a subscription. */
export interface Watcher {
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  /** Normalised region, as in `westeurope`. */
  location: string;
}

/** A packet capture session, by its place and name. */
export interface Session {
  watcher: Watcher;
  name: string;
}

/** Names of regions come as `West Europe` and as `westeurope`. */
export const normalizeLocation = (location: string): string =>
  location.toLowerCase().replaceAll(' ', '');

/** The name of the session of an instance: the same again for the same instance, so that a repeated create meets its own. */
export const sessionName = (instanceId: string): string =>
  instanceId.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(-80);
