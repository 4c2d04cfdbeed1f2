import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeUnknown } from './unknown-format.ts';

const packed = (name: string): string =>
  `it is compressed with ${name}: unpack it and open it in Wireshark`;
const page = 'it is XML or HTML, such as an error page, and not a capture: open it as text';
const text = 'it is text, and not a capture: open it as text';
const other =
  'it is neither pcap, pcapng, Network Monitor nor snoop, and not gzip of one: try it in Wireshark';

const cases: [first: Buffer, what: string][] = [
  [Buffer.alloc(0), 'it is empty: look in the session whether anything was written'],
  [Buffer.from('28b52ffd04', 'hex'), packed('zstd')],
  [Buffer.from('04224d1864', 'hex'), packed('LZ4')],
  [
    Buffer.from('504b030414', 'hex'),
    'it is a ZIP archive: unpack it and open what is inside in Wireshark',
  ],
  [Buffer.from('fd377a585a00', 'hex'), packed('xz')],
  [Buffer.from('BZh91AY&SY'), packed('bzip2')],
  [Buffer.from('MZ\x90\0', 'latin1'), 'it is a program, not a capture'],
  [Buffer.from('1f9d90', 'hex'), packed('compress')],
  [Buffer.alloc(64), 'it begins with zeros: it was reserved but not written, so capture again'],
  [Buffer.from('<?xml version="1.0"?>'), page],
  [Buffer.from('\ufeff  <?xml version="1.0"?>'), page],
  [Buffer.from('\r\n<!DOCTYPE html>'), page],
  [Buffer.from('<HTML>'), page],
  [Buffer.from('<Error><Code>'), page],
  [Buffer.from('<div >'), page],
  [Buffer.from('<body>'), page],
  [Buffer.from('see <html>'), text],
  [Buffer.from('1 < 2'), text],
  [Buffer.from('No. Time\tSource ~\r\n'), text],
  [Buffer.from('text\x01'), other],
  [Buffer.from('\x7ftext'), other],
  [Buffer.from('00000001', 'hex'), other],
  [Buffer.from('8f3c9d2e', 'hex'), other],
];

test('a file of another format is described, with advice', () => {
  for (const [first, what] of cases) assert.equal(describeUnknown(first), what, first.toString());
});
