/** A Network Watcher: one for each region of a subscription. */
export interface Watcher {
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  /** Normalised region, as in `westeurope`. */
  location: string;
}

/** A packet capture session, identified by its watcher and name. */
export interface Session {
  watcher: Watcher;
  name: string;
}

/** Normalizes the name of a region: Azure writes both `West Europe` and `westeurope`. */
export const normalizeLocation = (location: string): string =>
  location.toLowerCase().replaceAll(' ', '');

/** Session name of an instance. It is always the same, so a repeated create finds its own session. */
export const sessionName = (instanceId: string): string =>
  instanceId.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(-80);

/** Id of the `captureMachine` instance whose session has this name; undefined for any other name. */
export function machineOfSession(name: string): string | undefined {
  const match = /^(alert-capture-[0-9a-f]{24}(?:-again-[0-9a-z]+)?)-(\d+)$/.exec(
    name.toLowerCase(),
  );
  return match === null ? undefined : `${match[1] ?? ''}:${match[2] ?? ''}`;
}
