import type { Frame } from '../files/frame.ts';
import {
  readETag,
  readEthernet,
  readLlc,
  readMpls,
  readPpp,
  readPppoe,
  readVlan,
  readVnTag,
} from './ethernet.ts';
import { readCapwap } from './capwap.ts';
import { Fragments } from './fragments.ts';
import { readGre } from './gre.ts';
import { ipReaders, readArp } from './ip.ts';
import { readIpComp } from './ipcomp.ts';
import { layerOfLinkType, linkReaders } from './link.ts';
import type { Cursor, Packet, ReadLayer } from './packet.ts';
import { skipTo } from './packet.ts';
import { readTcp } from './tcp.ts';
import {
  readAyiya,
  readGeneve,
  readGtp,
  readPorts,
  readTeredo,
  readUdp,
  readVxlan,
  readVxlanGpe,
} from './udp.ts';
import {
  readAggregate,
  readPpi,
  readPrism,
  readRadiotap,
  readSwappedWireless,
  readWireless,
} from './wireless.ts';

/** Maximum number of layers. A packet with more is an attack on its readers. */
const mostLayers = 40;

const readers: Record<string, ReadLayer> = {
  ...linkReaders,
  Ethernet: readEthernet,
  VLAN: readVlan,
  'VN-Tag': readVnTag,
  'E-Tag': readETag,
  LLC: readLlc,
  MPLS: readMpls,
  PPPoE: readPppoe,
  PPP: readPpp,
  '802.11': readWireless,
  '802.11 in CAPWAP': readSwappedWireless,
  'A-MSDU': readAggregate,
  radiotap: readRadiotap,
  PPI: readPpi,
  Prism: readPrism,
  ARP: readArp,
  TCP: readTcp,
  UDP: readUdp,
  SCTP: readPorts('SCTP'),
  DCCP: readPorts('DCCP'),
  'UDP-Lite': readPorts('UDP-Lite'),
  GRE: readGre,
  VXLAN: readVxlan,
  'VXLAN-GPE': readVxlanGpe,
  Geneve: readGeneve,
  'GTP-U': readGtp,
  Teredo: readTeredo,
  AYIYA: readAyiya,
  CAPWAP: readCapwap,
  IPComp: readIpComp,
  EtherIP: skipTo('EtherIP', 2, 'Ethernet'),
  FabricPath: skipTo('FabricPath', 2, 'Ethernet'),
  'Provider backbone bridge': skipTo('Provider backbone bridge', 4, 'Ethernet'),
};

/** Reads the headers of successive frames. Reports the names of layers that it cannot read. */
export class Dissector {
  readonly #readers: Map<string, ReadLayer>;

  constructor() {
    this.#readers = new Map(Object.entries({ ...readers, ...ipReaders(new Fragments()) }));
  }

  /** Reads a frame. Fragments are kept, so frames must arrive in file order. */
  dissect({ time, length, data, linkType }: Frame): Packet {
    const packet: Packet = {
      time,
      length,
      layers: [],
      bytes: data,
      source: undefined,
      destination: undefined,
      transport: undefined,
      sourcePort: undefined,
      destinationPort: undefined,
      tcp: undefined,
      payloadStart: 0,
      payloadEnd: 0,
      cut: undefined,
      unread: undefined,
    };
    const cursor: Cursor = { bytes: data, at: 0, end: Math.max(length, data.length) };
    let name: string | undefined = layerOfLinkType(packet, linkType);
    while (name !== undefined && packet.layers.length < mostLayers) {
      packet.layers.push({ name, start: cursor.at });
      name = this.#readers.get(name)?.(packet, cursor);
    }
    return packet;
  }
}
