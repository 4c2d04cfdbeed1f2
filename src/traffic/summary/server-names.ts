import type { Packet } from '../layers/packet.ts';
import { serverNameIn } from '../layers/server-name.ts';

const mostAddresses = 4096;
const mostNames = 8;
const shown = 3;

/** Server names that clients requested, by server address. */
export class ServerNames {
  readonly #names = new Map<string, Map<string, number>>();

  /** Adds the server name in a packet, if any. */
  see(packet: Packet): void {
    const name = serverNameIn(packet);
    if (name === undefined || packet.destination === undefined) return;
    const names = this.#names.get(packet.destination) ?? new Map<string, number>();
    if (names.size === 0) {
      if (this.#names.size >= mostAddresses) return;
      this.#names.set(packet.destination, names);
    }
    if (names.size < mostNames || names.has(name)) names.set(name, (names.get(name) ?? 0) + 1);
  }

  /** The names of an address, most requested first. */
  of(address: string): string[] {
    const names = [...(this.#names.get(address) ?? [])];
    return names
      .sort(([, one], [, other]) => other - one)
      .slice(0, shown)
      .map(([name]) => name);
  }
}
