import type { Outcome } from '../captures/outcome.ts';

/** Reason to end a capture early, while it waits or runs. */
export type CallOff = 'stopped' | 'resolved';

type Reason = Extract<Outcome, { end: 'skipped' }>['reason'];

/** Thrown by a step that was waiting when the capture was called off. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff';
  readonly reason: CallOff;

  constructor(reason: CallOff) {
    super(`The capture was called off: ${reason}.`);
    this.reason = reason;
  }
}

/** Why a capture that was called off has no session. */
export function calledOffReason(reason: CallOff, advice: string): Reason {
  const cause = reason === 'resolved' ? 'the alert was resolved' : 'a user stopped it';
  const message = `It was still waiting for a session when ${cause}.`;
  return { code: 'CalledOff', message, advice };
}
