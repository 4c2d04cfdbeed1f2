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

/** What a capture wrote to storage: `url` is its file or the first of them, `bytes` the size of all. */
export interface CaptureFile extends StoredFile {
  /** The files one by one, of a capture that writes several: at most 100 of them. */
  files?: StoredFile[];
  /** How many files there are, of a capture that writes several. */
  fileCount?: number;
  /** The JSON document beside it with the origin of the capture. */
  metadataUrl: string;
}

/** The files of a capture, one by one. */
export const storedFiles = ({ url, bytes, files }: CaptureFile): StoredFile[] =>
  files ?? [{ url, bytes }];

/** A capture file that was left on the machine, as its alert rule asked. */
export interface MachineFile {
  /** Where it is on the machine. */
  path: string;
}

/** What is known of a machine capture; it grows while the capture runs. Times are ISO 8601 UTC. */
export interface CaptureFacts {
  /** Resource id of the virtual machine or scale set; the name of a computer that was not found. */
  vm: string;
  /** Resource ids of the instances of a scale set, where not all are captured. */
  instances?: string[];
  /** Resource id of the Network Watcher. */
  watcher?: string;
  session?: string;
  startedAt?: string;
  /** URL that the service announced for the file; whether it exists is known at the end. */
  fileUrl?: string;
  /** When the alert was resolved, if that was before the end. */
  resolvedAt?: string;
  /** Later alerts for the machine, which the capture answers too. */
  alsoFor?: AlertReference[];
  /** What the traffic in the file was. */
  traffic?: TrafficDigest;
  /** What went wrong beside the capture itself. */
  warnings: string[];
}

/** Ends of a capture that produced a file. */
export type CapturedEnd = 'timeLimit' | 'byteLimit' | 'stopped' | 'resolved';

/** Ends of a capture that went wrong. */
export type FailedEnd = 'failed' | 'lost' | 'timedOut';

/** How a capture ended, discriminated by `end`. */
export type OutcomeEnd =
  | { end: CapturedEnd; file: CaptureFile | MachineFile }
  | { end: FailedEnd; failure: Failure; file?: CaptureFile }
  /** The machine was being captured already, for the alert that `to` names. */
  | { end: 'attached'; to: AlertReference }
  /** The machine was captured a short while ago. */
  | { end: 'cooldown'; last: Outcome }
  | { end: 'skipped'; reason: Pick<Failure, 'code' | 'message' | 'advice'> };

/** What became of a machine capture. */
export type Outcome = CaptureFacts & { endedAt: string } & OutcomeEnd;

/** An alert without its targets. */
export type AlertSummary = Omit<Alert, 'targets'>;

/** What each capture carries of the alert: no long text, since every machine has a copy. */
export type AlertBrief = Omit<AlertSummary, 'description' | 'link' | 'series'>;

/** A target that is not captured. */
export type Refusal = Pick<CaptureFacts, 'vm'> & {
  reason: Pick<Failure, 'code' | 'message' | 'advice'>;
};

/** All outcomes of an alert. */
export interface CaptureReport {
  id: string;
  alert: AlertSummary;
  plan: CapturePlan;
  captures: Outcome[];
  /** Settings of the rule that could not be used, and why. */
  warnings: string[];
  startedAt: string;
  endedAt: string;
}

/** Whether the report reached a receiver, which is named as in `webhook` or `teams-2`. */
export type Delivery = { receiver: string } & (
  { state: 'sent' } | { state: 'logged' } | { state: 'failed'; failure: Failure }
);
