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

const fields = [
  'frame.time_relative',
  'tcp.stream',
  'tcp.flags.syn',
  'tcp.flags.ack',
  'tcp.flags.reset',
  'tcp.analysis.retransmission',
  'tcp.analysis.initial_rtt',
  'udp.port',
  'dns.flags.rcode',
] as const;

/** The values of each field of a packet. An ICMP error has those of the packet that caused it, too. */
type Row = Record<(typeof fields)[number], string[]>;

const isSet = (values: readonly string[]): boolean =>
  values.some((value) => value === '1' || value === 'True');

/** The figures of tshark for a capture file. tshark is run once: its start takes longer than its work. */
export class Tshark {
  /** The statistics `io,stat,0`, `io,phs` and `conv,tcp`. */
  readonly #statistics: string;
  readonly #rows: Row[];

  constructor(file: string) {
    const parameters = fields.flatMap((name) => ['-e', name]);
    const statistics = ['io,stat,0', 'io,phs', 'conv,tcp'].flatMap((name) => ['-z', name]);
    const printed = runTshark(['-n', '-r', file, ...statistics, '-T', 'fields', ...parameters]);
    const end = /^===/m.exec(printed)?.index ?? 0;
    this.#statistics = printed.slice(end);
    const lines = printed
      .slice(0, end)
      .split('\n')
      .filter((line) => line.trim() !== '');
    this.#rows = lines.map((line) => {
      const values = line.split('\t').map((all) => (all === '' ? [] : all.split(',')));
      return Object.fromEntries(fields.map((name, index) => [name, values[index] ?? []])) as Row;
    });
  }

  /** Packets and bytes. */
  total(): { packets: number; bytes: number } {
    const [, packets, bytes] = /<>.*\|\s*(\d+) \|\s*(\d+) \|/.exec(this.#statistics) ?? [];
    return { packets: Number(packets), bytes: Number(bytes) };
  }

  /** Packets in each interval from the first packet. */
  packetsEvery(seconds: number, intervals: number): number[] {
    // The statistic of tshark has whole microseconds only; the shortest steps are finer.
    const counts = Array<number>(intervals).fill(0);
    for (const { 'frame.time_relative': time } of this.#rows) {
      const index = Math.floor(Number(time[0]) / seconds + 1e-9);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  }

  /** Packets by protocol, without tunnelled ones. */
  protocols(): Map<string, number> {
    const packets = new Map<string, number>();
    let tunnel = Infinity;
    for (const line of this.#statistics.split('\n')) {
      const [, indent = '', name = '', count] = /^( *)(\S+) +frames:(\d+)/.exec(line) ?? [];
      if (count === undefined) continue;
      if (indent.length <= tunnel) tunnel = Infinity;
      if (tunnel === Infinity) packets.set(name, (packets.get(name) ?? 0) + Number(count));
      // ICMP errors contain the packet that caused them.
      if (name.startsWith('icmp')) tunnel = Math.min(tunnel, indent.length);
    }
    return packets;
  }

  /** Number of TCP conversations. */
  connections(): number {
    return this.#statistics.match(/<->/g)?.length ?? 0;
  }

  retransmissions(): number {
    return this.#rows.filter((row) => row['tcp.analysis.retransmission'].length > 0).length;
  }

  resets(): number {
    return this.#rows.filter((row) => isSet(row['tcp.flags.reset'])).length;
  }

  /** Failed responses over UDP port 53. */
  dnsFailures(): Record<string, number> {
    const failures: Record<string, number> = {};
    for (const { 'udp.port': ports, 'dns.flags.rcode': codes } of this.#rows) {
      if (!ports.includes('53') || !codes.some((code) => Number(code) > 0)) continue;
      const code = codes.join();
      const name = codeNames[code] ?? code;
      failures[name] = (failures[name] ?? 0) + 1;
    }
    return failures;
  }

  /** Initial round-trip times of all accepted connections, in milliseconds. */
  roundTrips(): number[] {
    const accepted = new Set<string>();
    const byStream = new Map<string, string>();
    for (const row of this.#rows) {
      const stream = row['tcp.stream'].join();
      if (isSet(row['tcp.flags.syn']) && isSet(row['tcp.flags.ack'])) accepted.add(stream);
      const [seconds] = row['tcp.analysis.initial_rtt'];
      if (seconds !== undefined) byStream.set(stream, seconds);
    }
    return [...byStream]
      .filter(([stream]) => accepted.has(stream))
      .map(([, seconds]) => Number(seconds) * 1000);
  }
}

function runTshark(parameters: readonly string[]): string {
  try {
    return run('tshark', parameters);
  } catch (error) {
    // tshark reports a cut file as an error after it has printed all packets.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    if (stderr.includes('cut short')) return stdout;
    throw error;
  }
}
