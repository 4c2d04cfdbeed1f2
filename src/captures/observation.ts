import type { CapturedEnd, FailedEnd } from './outcome.ts';
import type { Failure } from './failure.ts';
import { isAboutStorage, storageAdvice } from './storage-errors.ts';

/** State of a session as the service reports it. Times are ISO 8601 UTC. */
export type Observation =
  | { state: 'provisioning' | 'unknown' }
  | { state: 'running'; fileUrl?: string; startedAt?: string }
  | Stopped
  | { state: 'gone' }
  /** The service failed to create the session. */
  | { state: 'notCreated'; failure: Failure };

/** A session that has stopped capturing. */
export interface Stopped {
  state: 'stopped';
  fileUrl?: string;
  startedAt?: string;
  /** Free text. `TimeExceeded` and `Manual` have been observed. */
  stopReason?: string;
  /** Codes such as `StorageFailed`, or full sentences. */
  errors: string[];
}

/** Why the app stopped the session. */
export type StopCause = 'stopped' | 'resolved' | 'timedOut';

/** How a session ended. */
export type Ending = { end: CapturedEnd } | { end: FailedEnd; failure: Failure };

/** Determines how a session ended, from what the service reports and what the app requested. */
export function endingOf(seen: Stopped, asked: StopCause | undefined, isPastEnd: boolean): Ending {
  const { stopReason = '', errors } = seen;
  const byTime = /time/i.test(stopReason);
  if (byTime) return { end: 'timeLimit' };
  if (errors.length > 0) return { end: 'failed', failure: sessionFailure(errors) };
  if (asked === 'timedOut') return timedOut('It stopped when the app asked it to.');
  if (asked !== undefined) return { end: asked };
  if (/manual/i.test(stopReason)) return { end: 'stopped' };
  // After the byte limit, the reason is blank or a dash.
  return { end: isPastEnd && stopReason === '' ? 'timeLimit' : 'byteLimit' };
}

/** Ending of a session that no longer exists. */
export const lost: Ending = {
  end: 'lost',
  failure: {
    step: 'queryCapture',
    code: 'SessionNotFound',
    message: 'The session disappeared before it ended.',
    advice:
      'Look in the activity log of the Network Watcher for who deleted the session, or the machine.',
  },
};

/** Ending of a session that continued past its time limit. */
export const timedOut = (message: string): Ending => ({
  end: 'timedOut',
  failure: {
    step: 'queryCapture',
    code: 'SessionDidNotEnd',
    message: `The session exceeded its time limit. ${message}`,
    advice: 'Check the Network Watcher agent on the machine.',
  },
});

function sessionFailure(errors: string[]): Failure {
  const [first = ''] = errors;
  const isCode = /^\w+$/.test(first);
  return {
    step: 'queryCapture',
    code: isCode ? first : 'SessionError',
    message: `The session stopped with an error: ${errors.join('; ')}`,
    advice: errors.some(isAboutStorage) ? storageAdvice : agentAdvice,
  };
}

const agentAdvice =
  'Check that the machine runs, and that its Network Watcher agent can reach 168.63.129.16 and the storage account.';
