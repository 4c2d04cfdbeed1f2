import type { ReadLayer } from './packet.ts';
import { has } from './packet.ts';

const flag = { native: 0x100, fragment: 0x80, keepAlive: 0x08 };
const wireless = 1;

/** The tunnel between an access point and its controller. Source: RFC 5415, 4.3. */
export const readCapwap: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 8, 'CAPWAP')) return undefined;
  const fields = cursor.bytes.readUIntBE(cursor.at + 1, 3);
  const [headerWords, binding] = [fields >> 19, (fields >> 9) & 0x1f];
  if ((fields & flag.keepAlive) !== 0) return undefined;
  if ((fields & flag.fragment) !== 0) {
    packet.unread ??= 'fragments of CAPWAP';
    return undefined;
  }
  cursor.at += headerWords * 4;
  if ((fields & flag.native) === 0) return 'Ethernet';
  if (binding === wireless) return '802.11 in CAPWAP';
  packet.unread ??= `CAPWAP with binding ${binding}`;
  return undefined;
};
