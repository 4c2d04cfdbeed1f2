import { Dissector } from '../traffic/layers/dissect.ts';
import type { Frame } from '../traffic/files/frame.ts';
import type { TcpCounts } from '../traffic/tcp/tcp-traffic.ts';
import { TcpTraffic } from '../traffic/tcp/tcp-traffic.ts';
import { capturedFrame, ipv4Frame, tcpFrame } from './capture-files.ts';

/** The two ends of a connection, and a segment's addresses and ports in each direction. */
export const [local, remote] = ['10.0.0.4', '10.0.0.5'];
export const out = { from: local, to: remote, fromPort: 40_000, toPort: 443 };
export const back = { from: remote, to: local, fromPort: 443, toPort: 40_000 };
/** Flags of a TCP header. */
export const [fin, syn, rst, ack] = [0x01, 0x02, 0x04, 0x10];

/** A segment: milliseconds, frame, and its length on the wire. */
export type Step = [at: number, data: Buffer, length?: number];

/** The captured frame of a segment. */
export const frameOf = ([at, data, length]: Step): Frame =>
  capturedFrame(data, 1e15 + at * 1000, length);

/** Tracks segments with these times, in milliseconds. */
export function follow(...steps: Step[]): TcpCounts {
  return followIn(new TcpTraffic(), ...steps);
}

/** As `follow`, with limits of its own for example. */
export function followIn(traffic: TcpTraffic, ...steps: Step[]): TcpCounts {
  const dissector = new Dissector();
  for (const step of steps) traffic.see(dissector.dissect(frameOf(step)));
  return traffic.counts(Math.max(...steps.map(([at]) => 1e15 + at * 1000)));
}

/** A packet without TCP, which lets time pass. */
export const later = (at: number): Step => [at, ipv4Frame(1, Buffer.alloc(8))];
/** The three segments that open the connection. */
export const [openSyn, answer, acknowledge] = [
  tcpFrame({ sequence: 100, flags: syn }, 0, out),
  tcpFrame({ sequence: 500, acknowledgment: 101, flags: syn | ack }, 0, back),
  tcpFrame({ sequence: 101, acknowledgment: 501 }, 0, out),
];
/** The opening with a round trip of 21 ms. */
export const handshake: Step[] = [
  [0, openSyn],
  [20, answer],
  [21, acknowledge],
];

/**
 * A segment from its text, such as `30 > 101+50 ack=501 win=500`: milliseconds, direction (`>` is `out`),
 * sequence number and bytes of data, flags, the acknowledgment number and the window.
 */
export function stepOf(text: string): Step {
  const [at, direction, range = '', ...header] = text.split(' ');
  const [sequence, length = 0] = range.split('+').map(Number);
  const values = new Map(header.map((part) => part.split('=') as [string, string | undefined]));
  const bits = { fin, syn, rst, ack };
  const flags = Object.entries(bits).reduce(
    (all, [name, bit]) => all | (values.has(name) ? bit : 0),
    0,
  );
  const acknowledgment = Number(values.get('ack') ?? 0);
  const window = Number(values.get('win') ?? 500);
  const ends = direction === '>' ? out : back;
  return [Number(at), tcpFrame({ sequence, acknowledgment, flags, window }, length, ends)];
}

/** Segments from their texts. */
export const stepsOf = (...texts: string[]): Step[] => texts.map(stepOf);

/** The same segment in the other direction, with the same ports. */
export function mirrored([at, data, length]: Step): Step {
  const [before, source, destination] = [
    data.subarray(0, 26),
    data.subarray(26, 30),
    data.subarray(30, 34),
  ];
  return [at, Buffer.concat([before, destination, source, data.subarray(34)]), length];
}
