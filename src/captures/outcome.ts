import type { Alert } from '../alerts/alert.ts';
import type { AlertReference } from './alert-reference.ts';
import type { Failure } from './failure.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { TrafficDigest } from './traffic-digest.ts';

/** A file in storage. */
export interface StoredFile {
  url: string;
  bytes: number;
}

/** Files that a capture wrote to storage. `url` is the only or first file, `bytes` the total size. */
export interface CaptureFile extends StoredFile {
  /** The individual files of a capture that writes several; at most 100. */
  files?: StoredFile[];
  /** Number of files of a capture that writes several. */
  fileCount?: number;
  /**
   * URL of the JSON document, next to the file, that describes the origin of the capture; absent if it could
   * not be written.
   */
  metadataUrl?: string;
}

/** The individual files of a capture. */
export const storedFiles = ({ url, bytes, files }: CaptureFile): StoredFile[] =>
  files ?? [{ url, bytes }];

/** A capture file that stays on the machine, as its alert rule requested. */
export interface MachineFile {
  /** Path on the machine. */
  path: string;
}

/** Facts known about a machine capture. They grow while the capture runs. Times are ISO 8601 UTC. */
export interface CaptureFacts {
  /** Resource id of the virtual machine or scale set, or the name of a computer that was not found. */
  vm: string;
  /** Resource ids of the captured instances of a scale set, unless all are captured. */
  instances?: string[];
  /** Resource id of the Network Watcher. */
  watcher?: string;
  session?: string;
  startedAt?: string;
  /** URL that the service announced for the file. Whether the file exists is known only at the end. */
  fileUrl?: string;
  /** When the alert was resolved, if before the end of the capture. */
  resolvedAt?: string;
  /** Later alerts for the machine that share this capture. */
  alsoFor?: AlertReference[];
  /** Summary of the traffic in the file. */
  traffic?: TrafficDigest;
  /** Problems that did not end the capture. */
  warnings: string[];
}

/** Values of `end` for a capture that produced a file. */
export type CapturedEnd = 'timeLimit' | 'byteLimit' | 'stopped' | 'resolved';

/** Values of `end` for a capture that failed. */
export type FailedEnd = 'failed' | 'lost' | 'timedOut';

/** How a capture ended, discriminated by `end`. */
export type OutcomeEnd =
  | { end: CapturedEnd; file: CaptureFile | MachineFile }
  | { end: FailedEnd; failure: Failure; file?: CaptureFile }
  /** The machine was already being captured, for the alert that `to` identifies. */
  | { end: 'attached'; to: AlertReference }
  /** The machine was captured recently. */
  | { end: 'cooldown'; last: Outcome }
  | { end: 'skipped'; reason: Pick<Failure, 'code' | 'message' | 'advice'> };

/** Result of a machine capture. */
export type Outcome = CaptureFacts & { endedAt: string } & OutcomeEnd;

/** What a capture wrote to storage; undefined without a file, and when the file is on the machine. */
export function storedFile(outcome: Outcome): CaptureFile | undefined {
  const file = 'file' in outcome ? outcome.file : undefined;
  return file !== undefined && 'url' in file ? file : undefined;
}

/** An alert without its targets. */
export type AlertSummary = Omit<Alert, 'targets'>;

/** The part of an alert that each capture stores. It has no long text, because every machine has a copy. */
export type AlertBrief = Omit<AlertSummary, 'description' | 'link' | 'series'>;

/** A target that is not captured. */
export type Refusal = Pick<CaptureFacts, 'vm'> & {
  reason: Pick<Failure, 'code' | 'message' | 'advice'>;
};

/** Outcome of a target that is not captured. */
export const notTried = ({ vm, reason }: Refusal, endedAt: string): Outcome => ({
  vm,
  warnings: [],
  end: 'skipped',
  reason,
  endedAt,
});

/** All outcomes of an alert. */
export interface CaptureReport {
  id: string;
  alert: AlertSummary;
  plan: CapturePlan;
  captures: Outcome[];
  /** Settings of the rule that could not be used, with the reason. */
  warnings: string[];
  startedAt: string;
  endedAt: string;
}

/** Whether the report reached a receiver. Receivers have names such as `webhook` or `teams-2`. */
export type Delivery = { receiver: string } & (
  { state: 'sent' } | { state: 'logged' } | { state: 'failed'; failure: Failure }
);
