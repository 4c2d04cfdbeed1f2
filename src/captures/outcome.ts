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

/** What is known of a capture, growing while it runs. Times are ISO 8601 UTC. */
export interface CaptureFacts {
  /** Resource id of the virtual machine or scale set; the name of a computer that was not found. */
  vm: string;
  /** Resource ids of the instances of a scale set, where not all are captured. */
  instances?: string[];
  /** Resource id of the Network Watcher. */
  watcher?: string;
  session?: string;
  startedAt?: string;
  /** Where the service said that it writes; whether it did is not known before the end. */
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

/** How a capture that gave its file came to its end. */
export type CapturedEnd = 'timeLimit' | 'byteLimit' | 'stopped' | 'resolved';

/** How a capture that went wrong came to its end. */
export type FailedEnd = 'failed' | 'lost' | 'timedOut';

/** How a capture ended, told by `end`. */
export type Outcome = CaptureFacts & { endedAt: string } & (
    | { end: CapturedEnd; file: CaptureFile | MachineFile }
    | { end: FailedEnd; failure: Failure; file?: CaptureFile }
    /** The machine was being captured already, for the alert that is named. */
    | { end: 'attached'; to: AlertReference }
    /** The machine was captured a short while ago. */
    | { end: 'cooldown'; last: Outcome }
    | { end: 'skipped'; reason: Pick<Failure, 'code' | 'message' | 'advice'> }
  );

/** An alert without its machines. */
export type AlertSummary = Omit<Alert, 'targets'>;

/** What of the alert each of its captures carries: no long text, since every machine has a copy. */
export type AlertBrief = Omit<AlertSummary, 'description' | 'link' | 'series'>;

/** A target that nothing was tried for. */
export type Refusal = Pick<CaptureFacts, 'vm'> & {
  reason: Pick<Failure, 'code' | 'message' | 'advice'>;
};

/** All that came of an alert. */
export interface CaptureReport {
  id: string;
  alert: AlertSummary;
  plan: CapturePlan;
  captures: Outcome[];
  /** What of the rule's own settings could not be used. */
  warnings: string[];
  startedAt: string;
  endedAt: string;
}

/** Whether the report reached a receiver, which is named as in `webhook` or `teams-2`. */
export type Delivery = { receiver: string } & (
  { state: 'sent' } | { state: 'logged' } | { state: 'failed'; failure: Failure }
);
