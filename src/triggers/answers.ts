import * as v from 'valibot';
import type { CaptureRow } from '../views/capture-row.ts';
import type { CaptureTotals } from '../views/capture-index.ts';
import type { TimelineStep } from '../views/history-timeline.ts';
import type { CaptureView } from '../views/capture-view.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { Failure } from '../captures/failure.ts';
import { ends } from '../captures/input-schemas.ts';
import type { AlertSummary, Delivery, Outcome } from '../captures/outcome.ts';
import type { AlertReference } from '../captures/alert-reference.ts';
import type { PacketDetail } from '../traffic/packets/packet-detail.ts';
import type { PacketRow } from '../traffic/packets/packet-row.ts';
import type { Accepted } from './accepted.ts';
import type { PacketsView } from './capture-packets.ts';
import type { TrafficView } from './capture-file.ts';

/*
 * Schemas of the answers, for the description of the API and its tests. The app does not load them.
 */

type SchemaOf<T> = v.GenericSchema<unknown, T>;

const text = v.string();
const texts = v.array(text);
const maybe = v.optional(text);
const flag = v.optional(v.literal(true));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(text, v.isoTimestamp());
const maybeTime = v.optional(time);
const states = ['starting', 'running', 'ended', 'failed', 'suspended', 'terminated'] as const;
const machineStage = v.picklist([
  'resolving',
  'installing',
  'claiming',
  'waiting',
  'creating',
  'capturing',
  'stopping',
  'finalizing',
  'cleaning',
  'summarizing',
  'ended',
]);
const alertStage = v.optional(v.picklist(['capturing', 'notifying', 'ended']));

/** A problem document (RFC 9457). */
export const problem = v.strictObject({
  type: v.pipe(text, v.regex(/^urn:alert-capture:problem:[a-z-]+$/)),
  title: text,
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  detail: text,
  errors: v.optional(v.array(v.strictObject({ field: text, expected: text, got: text }))),
});

/** The answer to what starts a capture. */
export const accepted = v.strictObject({
  id: text,
  statusUrl: text,
  stopUrl: text,
  pageUrl: text,
  duplicate: v.boolean(),
  state: v.optional(v.picklist(states)),
}) as SchemaOf<unknown> as SchemaOf<Accepted>;

/** The answer to an alert that asks for no capture. */
export const ignored = v.strictObject({ captures: v.literal(0), reason: text });

const condition = v.picklist(['fired', 'resolved', 'test']);

const alert = v.strictObject({
  identity: text,
  series: maybe,
  rule: text,
  severity: maybe,
  description: maybe,
  condition,
  firedAt: text,
  link: maybe,
}) satisfies SchemaOf<AlertSummary>;

const alertReference = v.strictObject({
  id: text,
  identity: text,
  rule: text,
  severity: maybe,
  condition,
  firedAt: text,
}) satisfies SchemaOf<AlertReference>;

const plan = v.strictObject({
  storageAccountId: text,
  filePath: maybe,
  timeLimitSeconds: whole,
  bytesPerPacket: whole,
  totalBytes: whole,
  filters: v.optional(
    v.array(
      v.strictObject({
        protocol: v.optional(v.picklist(['TCP', 'UDP', 'Any'])),
        localAddress: maybe,
        localPort: maybe,
        remoteAddress: maybe,
        remotePort: maybe,
      }),
    ),
  ),
  ring: v.optional(v.strictObject({ fileCount: whole, fileBytes: whole })),
  keepSession: v.optional(v.boolean()),
  graceSeconds: whole,
}) satisfies SchemaOf<CapturePlan>;

const failure = v.strictObject({
  step: text,
  code: text,
  message: text,
  advice: text,
  statusCode: v.optional(whole),
  transient: v.optional(v.boolean()),
  retryAfterSeconds: v.optional(v.number()),
}) satisfies SchemaOf<Failure>;

const reason = v.object({ code: text, message: text, advice: text });

const storedFile = v.strictObject({ url: text, bytes: whole });
const captureFile = v.strictObject({
  ...storedFile.entries,
  files: v.optional(v.array(storedFile)),
  fileCount: v.optional(whole),
  metadataUrl: text,
});

const facts = {
  vm: text,
  instances: v.optional(texts),
  watcher: maybe,
  session: maybe,
  startedAt: maybeTime,
  fileUrl: maybe,
  resolvedAt: maybeTime,
  alsoFor: v.optional(v.array(alertReference)),
  traffic: v.optional(v.strictObject({ summaryUrl: text, lines: texts })),
  warnings: texts,
};
const over = { ...facts, endedAt: time };

const outcome: SchemaOf<Outcome> = v.variant('end', [
  v.strictObject({
    ...over,
    end: v.picklist(['timeLimit', 'byteLimit', 'stopped', 'resolved']),
    file: v.union([captureFile, v.strictObject({ path: text })]),
  }),
  v.strictObject({
    ...over,
    end: v.picklist(['failed', 'lost', 'timedOut']),
    failure,
    file: v.optional(captureFile),
  }),
  v.strictObject({ ...over, end: v.literal('attached'), to: alertReference }),
  v.strictObject({ ...over, end: v.literal('cooldown'), last: v.lazy(() => outcome) }),
  v.strictObject({ ...over, end: v.literal('skipped'), reason }),
]);

const delivery: SchemaOf<Delivery> = v.variant('state', [
  v.strictObject({ receiver: text, state: v.literal('sent') }),
  v.strictObject({ receiver: text, state: v.literal('logged') }),
  v.strictObject({ receiver: text, state: v.literal('failed'), failure }),
]);

/** A capture. */
export const capture = v.strictObject({
  id: text,
  state: v.picklist(states),
  stage: alertStage,
  alert,
  plan: v.exactOptional(plan),
  targets: v.array(
    v.union([
      outcome,
      v.strictObject({ ...facts, stage: machineStage }),
      v.strictObject({ vm: text }),
    ]),
  ),
  warnings: texts,
  summary: maybe,
  deliveries: v.optional(v.array(delivery)),
  startedAt: time,
  endedAt: maybeTime,
  timeScale: v.optional(v.number()),
}) satisfies SchemaOf<CaptureView>;

const row = v.strictObject({
  id: text,
  state: v.picklist(states),
  stage: alertStage,
  alert: v.strictObject({ rule: text, severity: maybe, firedAt: text }),
  targets: v.array(
    v.strictObject({
      vm: text,
      stage: v.optional(machineStage),
      startedAt: maybeTime,
      end: v.optional(v.picklist(ends)),
      bytes: v.optional(whole),
    }),
  ),
  timeLimitSeconds: v.optional(whole),
  startedAt: time,
  endedAt: maybeTime,
}) satisfies SchemaOf<CaptureRow>;

const totals = v.strictObject({
  all: whole,
  outcomes: v.strictObject({
    running: v.optional(whole),
    captured: v.optional(whole),
    failed: v.optional(whole),
    skipped: v.optional(whole),
    shared: v.optional(whole),
  }),
  since: maybeTime,
}) satisfies SchemaOf<CaptureTotals>;

/** A page of captures. */
export const captures = v.strictObject({
  captures: v.array(row),
  continuation: maybe,
  totals,
  timeScale: v.optional(v.number()),
});

const step = v.strictObject({
  kind: v.picklist(['activity', 'timer', 'event', 'entity', 'orchestration']),
  name: text,
  startedAt: text,
  endedAt: maybe,
  attempt: v.optional(whole),
  error: maybe,
  state: v.picklist(['done', 'failed', 'running', 'cancelled']),
  events: v.array(whole),
}) satisfies SchemaOf<TimelineStep>;

/** The steps of a capture's instances, or with `?instance=` one instance as the management API has it. */
export const history = v.union([
  v.strictObject({
    instances: v.array(
      v.strictObject({ id: text, name: text, status: text, steps: v.array(step) }),
    ),
  }),
  v.looseObject({
    name: text,
    instanceId: text,
    runtimeStatus: text,
    historyEvents: v.array(v.looseObject({ EventType: text })),
  }),
]);

const volume = { packets: whole, bytes: whole };
const largest = (entries: v.ObjectEntries) =>
  v.strictObject({
    rows: v.array(v.strictObject(entries)),
    uncertainBytes: v.optional(v.number()),
  });

/** The traffic in a capture file. */
export const traffic = v.strictObject({
  summary: v.strictObject({
    version: v.literal(1),
    file: v.strictObject({
      format: v.picklist(['pcap', 'pcapng', 'netmon', 'snoop', 'unknown']),
      compression: v.optional(v.literal('gzip')),
      bytesRead: whole,
      problem: maybe,
    }),
    traffic: v.strictObject({
      ...volume,
      firstPacket: maybe,
      lastPacket: maybe,
      timeline: v.optional(
        v.strictObject({
          start: text,
          stepSeconds: v.number(),
          packets: v.array(whole),
          bytes: v.array(whole),
          problems: v.array(whole),
        }),
      ),
      talkers: largest({
        address: text,
        names: v.optional(texts),
        sent: v.strictObject(volume),
        received: v.strictObject(volume),
      }),
      conversations: largest({ one: text, other: text, ...volume }),
      protocols: v.array(v.strictObject({ name: text, ...volume })),
      ports: largest({ protocol: text, port: whole, service: maybe, ...volume }),
      tcp: v.looseObject({
        connections: whole,
        retransmissions: whole,
        resets: whole,
        handshakes: v.strictObject({
          tried: whole,
          completed: whole,
          refused: whole,
          unanswered: whole,
          abandoned: whole,
        }),
      }),
      dns: v.looseObject({
        questions: whole,
        responses: whole,
        failures: v.record(text, whole),
        unanswered: whole,
      }),
      notRead: v.optional(v.array(v.strictObject({ what: text, ...volume }))),
      notCaptured: v.optional(v.array(v.strictObject({ layer: text, packets: whole }))),
    }),
  }),
  alert: v.strictObject({ rule: text, firedAt: text, resolvedAt: maybe }),
  capture: v.strictObject({ startedAt: maybe, endedAt: text }),
}) as SchemaOf<unknown> as SchemaOf<TrafficView>;

const packetRow = v.strictObject({
  number: whole,
  time: maybe,
  relativeSeconds: v.optional(v.number()),
  source: text,
  destination: text,
  sourcePort: v.optional(whole),
  destinationPort: v.optional(whole),
  protocol: text,
  length: whole,
  info: text,
  problem: maybe,
}) satisfies SchemaOf<PacketRow>;

/** A page of packets. */
export const packets = v.strictObject({
  offset: whole,
  rows: v.array(packetRow),
  matches: whole,
  isComplete: v.boolean(),
}) satisfies SchemaOf<PacketsView>;

/** A packet with its layers and bytes. */
export const packet = v.strictObject({
  row: packetRow,
  layers: v.array(
    v.strictObject({
      name: text,
      start: whole,
      isReassembled: flag,
      fields: v.array(v.strictObject({ name: text, value: text, start: whole, end: whole })),
    }),
  ),
  bytes: text,
  reassembled: maybe,
}) satisfies SchemaOf<PacketDetail>;

/** The answers to the actions on a capture. */
export const [stopping, raised, named] = [
  v.strictObject({ id: text, stopping: texts }),
  v.strictObject({ id: text, raised: texts }),
  v.strictObject({ id: text }),
];

/** Schemas that the description names, by their name in it. */
export const namedSchemas = {
  Accepted: accepted,
  Alert: alert,
  AlertReference: alertReference,
  Capture: capture,
  CaptureRow: row,
  Delivery: delivery,
  Failure: failure,
  Outcome: outcome,
  PacketRow: packetRow,
  Plan: plan,
  Problem: problem,
  Step: step,
};
