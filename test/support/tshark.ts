import { execFileSync } from 'node:child_process';

/**
 * Runs a command and returns its stdout.
 * @throws {Error} with its stderr, when it fails.
 */
export const run = (command: string, parameters: readonly string[]): string =>
  execFileSync(command, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Common names of DNS response codes. */
const codeNames: Record<string, string> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  5: 'REFUSED',
};

/** The figures of tshark for a capture file. */
export class Tshark {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Packets and bytes: `-z io,stat,0`. */
  total(): { packets: number; bytes: number } {
    const [, packets, bytes] =
      /<>.*\|\s*(\d+) \|\s*(\d+) \|/.exec(this.#statistic('io,stat,0')) ?? [];
    return { packets: Number(packets), bytes: Number(bytes) };
  }

  /** Packets in each interval from the first packet: `-z io,stat,SECONDS`. */
  packetsEvery(seconds: number, intervals: number): number[] {
    // tshark accepts whole microseconds only; the shortest steps are finer, so it prints times instead.
    const counts = Array<number>(intervals).fill(0);
    for (const time of this.#fields('frame.time_relative', '')) {
      const index = Math.floor(Number(time) / seconds + 1e-9);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  }

  /** Packets by protocol, without tunnelled ones: `-z io,phs`. */
  protocols(): Map<string, number> {
    const packets = new Map<string, number>();
    let tunnel = Infinity;
    for (const line of this.#statistic('io,phs').split('\n')) {
      const [, indent = '', name = '', count] = /^( *)(\S+) +frames:(\d+)/.exec(line) ?? [];
      if (count === undefined) continue;
      if (indent.length <= tunnel) tunnel = Infinity;
      if (tunnel === Infinity) packets.set(name, (packets.get(name) ?? 0) + Number(count));
      // ICMP errors contain the packet that caused them.
      if (name.startsWith('icmp')) tunnel = Math.min(tunnel, indent.length);
    }
    return packets;
  }

  /** Number of TCP conversations: `-z conv,tcp`. */
  connections(): number {
    return this.#statistic('conv,tcp').match(/<->/g)?.length ?? 0;
  }

  /** Number of packets that a display filter keeps. */
  count(filter: string): number {
    return this.#fields('frame.number', filter).length;
  }

  /** Failed responses over UDP port 53, by `dns.flags.rcode`. */
  dnsFailures(): Record<string, number> {
    const failures: Record<string, number> = {};
    for (const code of this.#fields('dns.flags.rcode', 'udp.port == 53 && dns.flags.rcode > 0')) {
      const name = codeNames[code] ?? code;
      failures[name] = (failures[name] ?? 0) + 1;
    }
    return failures;
  }

  /** Initial round-trip times of all accepted connections, in milliseconds. */
  roundTrips(): number[] {
    const accepted = new Set(
      this.#fields('tcp.stream', 'tcp.flags.syn == 1 && tcp.flags.ack == 1'),
    );
    const field = 'tcp.analysis.initial_rtt';
    const byStream = new Map(
      this.#fields('tcp.stream', field, field).map((line) => line.split('\t') as [string, string]),
    );
    return [...byStream]
      .filter(([stream]) => accepted.has(stream))
      .map(([, seconds]) => Number(seconds) * 1000);
  }

  #statistic(name: string): string {
    return this.#run('-q', '-z', name);
  }

  #fields(field: string, filter: string, ...more: string[]): string[] {
    const fields = [field, ...more].flatMap((name) => ['-e', name]);
    const lines = this.#run('-T', 'fields', ...fields, ...(filter ? ['-Y', filter] : []));
    return lines.split('\n').filter((line) => line !== '');
  }

  #run(...parameters: string[]): string {
    try {
      return run('tshark', ['-n', '-r', this.#file, ...parameters]);
    } catch (error) {
      // tshark reports a cut file as an error after it has printed all packets.
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      if (stderr.includes('cut short')) return stdout;
      throw error;
    }
  }
}
