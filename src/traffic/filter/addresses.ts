/** Parses an address to its bytes, one character each; undefined when it is invalid. */
export function parseAddress(text: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    return parts.every((part) => part < 256) ? String.fromCharCode(...parts) : undefined;
  }
  if (!/^[\da-f:.]+$/i.test(text)) return undefined;
  // `URL` implements the rules for omitted zeros.
  const url = URL.parse(`http://[${text}]`);
  return url === null ? undefined : bytesOf(url.hostname.slice(1, -1));
}

function bytesOf(address: string): string {
  const [left = '', right] = address.split('::');
  const head = groupsOf(left);
  const tail = groupsOf(right ?? '');
  const zeros = 8 - head.length - tail.length;
  const groups = [...head, ...Array<number>(zeros).fill(0), ...tail];
  return String.fromCharCode(...groups.flatMap((group) => [group >> 8, group & 0xff]));
}

const groupsOf = (part: string): number[] =>
  part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));

/** Parses a net such as `10.0.0.0/8` or, as in libpcap, `10.1`; undefined when it is invalid. */
export function parseNet(text: string): ((address: string) => boolean) | undefined {
  const [, name, bits] = /^([^/]+)(?:\/(\d+))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const short = /^\d{1,3}(\.\d{1,3}){0,2}$/.test(name) ? name.split('.') : undefined;
  const net = parseAddress(short ? [...short, '0', '0', '0'].slice(0, 4).join('.') : name);
  if (net === undefined) return undefined;
  const length = bits === undefined ? (short ?? net).length * 8 : Number(bits);
  if (length > net.length * 8) return undefined;
  return (address) => address.length === net.length && isWithin(address, net, length);
}

function isWithin(address: string, net: string, bits: number): boolean {
  const whole = bits >> 3;
  for (let at = 0; at < whole; at++) {
    if (address.charCodeAt(at) !== net.charCodeAt(at)) return false;
  }
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return ((address.charCodeAt(whole) ^ net.charCodeAt(whole)) & mask) === 0;
}
