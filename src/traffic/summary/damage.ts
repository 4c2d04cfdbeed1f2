import type { Frame } from '../files/frame.ts';
import { longestWireLength } from '../files/frame.ts';

/** What packets claim that cannot be. */
export interface Damage {
  /** Packets with an impossible time, or none where the file has times. */
  times: number;
  /** Packets that claim to be longer than any packet, or shorter than what was kept of them. */
  lengths: number;
  /** Packets of no bytes at all. */
  empty: number;
}

/** Later years are damage. */
const latestTime = Date.UTC(3000, 0) * 1000;
const longestCapture = 366 * 86_400;

/** Whether a time was set. A record that was reserved but not written has 0. */
export const isTime = (time: number): boolean => time > 0 && time < latestTime;

/** Counts what cannot be. */
export class DamageMeter {
  readonly damage: Damage = { times: 0, lengths: 0, empty: 0 };

  /** Takes a packet; returns how long it is to be taken for. */
  see({ time, length, data, layout }: Frame): number {
    const hasTimes = layout.format !== 'pcapng' || !Number.isNaN(time);
    if (hasTimes && !isTime(time)) this.damage.times += 1;
    if (length === 0 && data.length === 0) this.damage.empty += 1;
    else if (length > longestWireLength || length < data.length) this.damage.lengths += 1;
    return length > longestWireLength ? data.length : length;
  }
}

/** What is wrong with the packets of a file, in sentences. */
export function damageSentences(
  { times, lengths, empty }: Damage,
  packets: number,
  seconds: number,
): string[] {
  const of = (count: number): string =>
    `${count.toLocaleString('en')} of ${packets.toLocaleString('en')} packets`;
  return [
    empty > 0 &&
      `${of(empty)} have no bytes at all, as where a file was reserved and not written to its end.`,
    lengths > 0 && `${of(lengths)} claim a length that cannot be, so the bytes may be wrong.`,
    times > 0 && `${of(times)} have no time or one that cannot be, and are left out of the times.`,
    seconds > longestCapture &&
      `The times lie ${Math.round(seconds / 86_400).toLocaleString('en')} days apart, so some of them are wrong.`,
  ].filter((sentence) => sentence !== false);
}
