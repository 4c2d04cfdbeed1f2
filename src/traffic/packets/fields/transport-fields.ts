import { readDns, responseCodeName } from '../../dns/dns-message.ts';
import { serviceName } from '../../layers/service-name.ts';
import type { FieldReader } from './field.ts';
import { hexadecimal } from './field.ts';

const port =
  (protocol: string) =>
  (value: number): string => {
    const service = serviceName(protocol, value);
    return service ? `${value} (${service})` : String(value);
  };

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

export function tcpFields(reader: FieldReader): void {
  const begin = reader.at;
  reader.number('Source port', 2, port('TCP'));
  reader.number('Destination port', 2, port('TCP'));
  reader.number('Sequence number', 4);
  reader.number('Acknowledgment number', 4);
  const length = reader.number('Header length', 1, (value) => `${(value >> 4) * 4} bytes`) >> 4;
  reader.number('Flags', 1, (value) =>
    flagNames.filter((_, bit) => (value & (1 << bit)) !== 0).join(', '),
  );
  reader.number('Window', 2);
  reader.number('Checksum', 2, hexadecimal(4));
  reader.number('Urgent pointer', 2);
  const options = begin + length * 4 - reader.at;
  if (options > 0) reader.part('Options', options, (part) => part.toString('hex'));
}

export function udpFields(reader: FieldReader): void {
  reader.number('Source port', 2, port('UDP'));
  reader.number('Destination port', 2, port('UDP'));
  reader.number('Length', 2);
  reader.number('Checksum', 2, hexadecimal(4));
}

export function dnsFields(reader: FieldReader): void {
  const message = readDns(reader.bytes.subarray(reader.at));
  reader.number('Transaction', 2, hexadecimal(4));
  reader.number('Flags', 2, (value) => {
    const kind = (value & 0x8000) !== 0 ? 'response' : 'query';
    return (value & 0x8000) === 0 ? kind : `${kind}, ${responseCodeName(value & 15)}`;
  });
  for (const name of ['Questions', 'Answers', 'Authorities', 'Additional']) reader.number(name, 2);
  const { name, nameBytes } = message ?? {};
  if (name !== undefined && nameBytes !== undefined) reader.add('Name', nameBytes, name);
}
