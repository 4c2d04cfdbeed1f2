import type { Alert } from '../alerts/alert.ts';
import type { Failure } from './failure.ts';

/** The capture file in storage. */
export interface CaptureFile {
  url: string;
  bytes: number;
  /** The JSON document beside it that says where it comes from. */
  metadataUrl: string;
}

/** What is known of a capture, growing while it runs. Times are ISO 8601 UTC. */
export interface CaptureFacts {
  /** Resource id of the virtual machine. */
  vm: string;
  /** Resource id of the Network Watcher. */
  watcher?: string;
  session?: string;
  startedAt?: string;
  /** Where the service said that it writes; whether it did is not known before the end. */
  fileUrl?: string;
  /** What went wrong beside the capture itself. */
  warnings: string[];
}

/** How a capture that gave its file came to its end. */
export type CapturedEnd = 'timeLimit' | 'byteLimit' | 'stopped' | 'resolved';

/** How a capture that went wrong came to its end. */
export type FailedEnd = 'failed' | 'lost' | 'timedOut';

/** How a capture ended, told by `end`. */
export type Outcome = CaptureFacts & { endedAt: string } & (
    | { end: CapturedEnd; file: CaptureFile }
    | { end: FailedEnd; failure: Failure; file?: CaptureFile }
    | { end: 'skipped'; reason: Pick<Failure, 'code' | 'message' | 'advice'> }
  );

/** What of the alert goes along with each of its captures. */
export type AlertSummary = Omit<Alert, 'targets'>;

/** All that came of an alert. */
export interface CaptureReport {
  id: string;
  alert: AlertSummary;
  captures: Outcome[];
  startedAt: string;
  endedAt: string;
}

/** Whether the report reached its receiver. */
export type Delivery =
  { state: 'sent' } | { state: 'logged' } | { state: 'failed'; failure: Failure };
