import { BlockList } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');

/** Result of a `Host` header check: a name of this host, a name of another host, or not a valid name. */
export type HostCheck = 'known' | 'foreign' | 'malformed';

/**
 * Checks a `Host` header against loopback names and addresses and the configured `names`.
 * A web page can resolve its own domain name to 127.0.0.1 (DNS rebinding). Its requests to this server
 * then contain that name.
 */
export function checkHost(header: string, names: readonly string[] = []): HostCheck {
  const name = hostName(header);
  if (name === undefined) return 'malformed';
  return isLoopback(name) || names.some((own) => hostName(own) === name) ? 'known' : 'foreign';
}

/** The name or address without its port, normalized by `URL` (RFC 9110, section 7.2). */
function hostName(header: string): string | undefined {
  if (!/^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.test(header)) return undefined;
  const url = `http://${header}/`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined;
}

function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    loopback.check(name, 'ipv4')
  );
}
