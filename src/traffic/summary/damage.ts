import type { Frame } from '../files/frame.ts';
import { longestWireLength } from '../files/frame.ts';

/** Counts of impossible values in packet records. */
export interface Damage {
  /** Packets with an impossible time, or without a time in a file that has times. */
  times: number;
  /** Packets with an impossible length, or with a length below the captured bytes. */
  lengths: number;
  /** Packets without bytes. */
  empty: number;
}

/** Later times mean damage. */
const latestTime = Date.UTC(3000, 0) * 1000;
const longestCapture = 366 * 86_400;

/** True for a plausible time. A record that was reserved but not written has 0. */
export const isTime = (time: number): boolean => time > 0 && time < latestTime;

/** Counts impossible values. */
export class DamageMeter {
  readonly damage: Damage = { times: 0, lengths: 0, empty: 0 };

  /** Checks a packet. Returns the length to count for it. */
  see({ time, length, data, layout }: Frame): number {
    const hasTimes = layout.format !== 'pcapng' || !Number.isNaN(time);
    if (hasTimes && !isTime(time)) this.damage.times += 1;
    if (length === 0 && data.length === 0) this.damage.empty += 1;
    else if (length > longestWireLength || length < data.length) this.damage.lengths += 1;
    return length > longestWireLength ? data.length : length;
  }
}

/** Damage in the packets of a file, as sentences. */
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
