import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capturedFrame, ipv4Frame } from '../../test-support/capture-files.ts';
import { bytesOf, macs } from '../../test-support/encapsulations.ts';
import { Dissector } from './dissect.ts';
import { serviceName } from './service-name.ts';

/** What follows the number in each line. */
const entries = (text: string): [number: string, name: string][] =>
  text
    .trim()
    .split('\n')
    .map((line) => /^\s*(\S+) (.*)$/.exec(line)?.slice(1) as [string, string]);

/** Types of IEEE 802 that have no headers to read. Source: IANA, IEEE 802 Numbers; and the maker for 0x8903. */
const etherTypes = `
  0842 Wake on LAN
  8035 RARP
  809b AppleTalk
  80f3 AppleTalk ARP
  9100 VLAN
  9200 VLAN
  8137 IPX
  8808 Ethernet flow control
  8809 Slow protocols
  8848 MPLS
  8863 PPPoE discovery
  888e 802.1X
  8892 PROFINET
  88a2 ATA over Ethernet
  88a4 EtherCAT
  88b8 GOOSE
  88ba Sampled values
  88cc LLDP
  88e1 HomePlug AV
  88e3 MRP
  88f7 PTP
  8902 CFM
  8906 FCoE
  8914 FIP
  893a IEEE 1905
  894f NSH
  9000 Loopback test
`;

/** Source: IANA, Assigned Internet Protocol Numbers. */
const ipProtocols = `
  1 ICMP
  2 IGMP
  9 IGRP
  33 DCCP
  41 IPv6
  46 RSVP
  50 ESP
  58 ICMPv6
  59 No next header
  88 EIGRP
  89 OSPF
  103 PIM
  112 VRRP
  115 L2TPv3
  132 SCTP
  136 UDP-Lite
  137 MPLS
  200 IP protocol 200
`;

/** Source: IANA, Service Name and Transport Protocol Port Number Registry, under their usual names. */
const services = `
  20 ftp-data
  21 ftp
  22 ssh
  23 telnet
  25 smtp
  53 dns
  67 dhcp
  80 http
  88 kerberos
  123 ntp
  135 rpc
  137 netbios
  143 imap
  161 snmp
  389 ldap
  443 https
  445 smb
  465 smtps
  514 syslog
  587 submission
  636 ldaps
  993 imaps
  1433 mssql
  1521 oracle
  2049 nfs
  3268 global catalog
  3306 mysql
  3389 rdp
  5432 postgresql
  5671 amqps
  5672 amqp
  5985 winrm
  5986 winrm https
  6379 redis
  8080 http
  8443 https
  9092 kafka
  9200 elasticsearch
  27017 mongodb
`;

test('types in Ethernet have their usual names', () => {
  for (const [type, name] of entries(etherTypes)) {
    const frame = bytesOf(`${macs} ${type} ${'00'.repeat(60)}`);
    const { layers, unread } = new Dissector().dissect(capturedFrame(frame, 1e15));
    assert.deepEqual([layers[1]?.name, name === 'VLAN' ? undefined : unread], [name, undefined]);
  }
});

test('protocols in IP have their usual names', () => {
  for (const [protocol, name] of entries(ipProtocols)) {
    const frame = ipv4Frame(Number(protocol), Buffer.alloc(60, 0x60));
    const { layers } = new Dissector().dissect(capturedFrame(frame, 1e15));
    assert.equal(layers[2]?.name, name);
  }
});

test('services have their usual names', () => {
  for (const [port, name] of entries(services))
    assert.equal(serviceName('TCP', Number(port)), name);
  assert.equal(serviceName('UDP', 443), 'quic');
  assert.equal(serviceName('UDP', 53), 'dns');
  assert.equal(serviceName('TCP', 40_000), undefined);
});
