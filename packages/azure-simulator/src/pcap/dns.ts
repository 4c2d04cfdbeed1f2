import { ipv4Bytes } from './ipv4.ts';

const TYPE_A_CLASS_IN = Buffer.from([0, 1, 0, 1]);
const POINTER_TO_QUESTION = Buffer.from([0xc0, 0x0c]);

/** A DNS query for the IPv4 address of `name` (RFC 1035). */
export function dnsQuery(id: number, name: string): Buffer {
  return Buffer.concat([header(id, 0x0100, 0), question(name)]);
}

/** A DNS response with one A record that is valid for `timeToLive` seconds. */
export function dnsAnswer(id: number, name: string, address: string, timeToLive: number): Buffer {
  const record = Buffer.alloc(6);
  record.writeUInt32BE(timeToLive, 0);
  record.writeUInt16BE(4, 4);
  return Buffer.concat([
    header(id, 0x8180, 1),
    question(name),
    POINTER_TO_QUESTION,
    TYPE_A_CLASS_IN,
    record,
    ipv4Bytes(address),
  ]);
}

function header(id: number, flags: number, answers: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id & 0xffff, 0);
  head.writeUInt16BE(flags, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers, 6);
  return head;
}

function question(name: string): Buffer {
  const labels = name.split('.').map((label) => {
    const text = Buffer.from(label, 'ascii');
    return Buffer.concat([Buffer.from([text.length]), text]);
  });
  return Buffer.concat([...labels, Buffer.from([0]), TYPE_A_CLASS_IN]);
}
