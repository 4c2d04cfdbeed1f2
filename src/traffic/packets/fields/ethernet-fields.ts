import { formatAddress } from '../../layers/format-address.ts';
import type { FieldReader } from './field.ts';
import { hexadecimal, mac } from './field.ts';

export function ethernetFields(reader: FieldReader): void {
  reader.part('Destination', 6, mac);
  reader.part('Source', 6, mac);
  reader.number('Type', 2, hexadecimal(4));
}

export function vlanFields(reader: FieldReader): void {
  reader.number('VLAN', 2, (value) => `${value & 0xfff}, priority ${value >> 13}`);
  reader.number('Type', 2, hexadecimal(4));
}

const operations = ['', 'request', 'reply'];

export function arpFields(reader: FieldReader): void {
  reader.number('Hardware type', 2);
  reader.number('Protocol type', 2, hexadecimal(4));
  const hardware = reader.number('Hardware size', 1);
  const protocol = reader.number('Protocol size', 1);
  reader.number('Operation', 2, (value) => operations[value] ?? String(value));
  if (hardware !== 6 || protocol !== 4) return;
  const address = (part: Buffer): string => formatAddress(part.toString('latin1'));
  reader.part('Sender MAC', 6, mac);
  reader.part('Sender IP', 4, address);
  reader.part('Target MAC', 6, mac);
  reader.part('Target IP', 4, address);
}
