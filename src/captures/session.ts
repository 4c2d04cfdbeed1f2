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

/** The name of an instance's session; it is always the same, so that a repeated create finds its own session. */
export const sessionName = (instanceId: string): string =>
  instanceId.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(-80);

/** The id of the `captureMachine` instance whose session has this name; undefined for any other name. */
export function machineOfSession(name: string): string | undefined {
  const match = /^(alert-capture-[0-9a-f]{24}(?:-again-[0-9a-z]+)?)-(\d+)$/.exec(
    name.toLowerCase(),
  );
  return match === null ? undefined : `${match[1] ?? ''}:${match[2] ?? ''}`;
}
