import { formatAddress } from '../../layers/format-address.ts';
import { layerOfProtocol } from '../../layers/ip-protocols.ts';
import type { FieldReader } from './field.ts';
import { hexadecimal } from './field.ts';

const address = (part: Buffer): string => formatAddress(part.toString('latin1'));
const protocol = (value: number): string => `${layerOfProtocol(value)} (${value})`;

export function ipv4Fields(reader: FieldReader): void {
  const begin = reader.at;
  const first = reader.number('Version and header length', 1, (value) => {
    return `${value >> 4}, ${(value & 15) * 4} bytes`;
  });
  reader.number('Differentiated services', 1, hexadecimal(2));
  reader.number('Total length', 2);
  reader.number('Identification', 2, hexadecimal(4));
  reader.number('Fragment', 2, (value) => {
    const flags = [(value & 0x4000) !== 0 && "don't fragment", (value & 0x2000) !== 0 && 'more'];
    return [`offset ${(value & 0x1fff) * 8}`, ...flags].filter(Boolean).join(', ');
  });
  reader.number('Time to live', 1);
  reader.number('Protocol', 1, protocol);
  reader.number('Header checksum', 2, hexadecimal(4));
  reader.part('Source', 4, address);
  reader.part('Destination', 4, address);
  const options = begin + (first & 15) * 4 - reader.at;
  if (options > 0) reader.part('Options', options, (part) => part.toString('hex'));
}

export function ipv6Fields(reader: FieldReader): void {
  reader.number('Version, class and flow', 4, hexadecimal(8));
  reader.number('Payload length', 2);
  reader.number('Next header', 1, protocol);
  reader.number('Hop limit', 1);
  reader.part('Source', 16, address);
  reader.part('Destination', 16, address);
}

export function icmpFields(reader: FieldReader): void {
  reader.number('Type', 1);
  reader.number('Code', 1);
  reader.number('Checksum', 2, hexadecimal(4));
}
