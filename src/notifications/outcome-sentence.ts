import type { CapturedEnd, Outcome } from '../captures/outcome.ts';

const captured: Record<CapturedEnd, string> = {
  timeLimit: 'was captured until the time limit',
  byteLimit: 'was captured until the byte limit',
  stopped: 'was captured until somebody stopped it',
  resolved: 'was captured until the alert was resolved',
};

/** What became of one machine's capture, in a sentence or two. */
export function outcomeSentence(outcome: Outcome): string {
  const machine = outcome.vm.split('/').at(-1) ?? outcome.vm;
  switch (outcome.end) {
    case 'skipped':
      return `${machine} was not captured: ${outcome.reason.message} ${outcome.reason.advice}`;
    case 'failed':
    case 'lost':
    case 'timedOut': {
      const { step, code, message, advice } = outcome.failure;
      const file = outcome.file ? ` What was captured is in ${outcome.file.url}.` : '';
      return `The capture of ${machine} failed in ${step} (${code}): ${message} ${advice}${file}`;
    }
    default: {
      const { bytes, url } = outcome.file;
      return `${machine} ${captured[outcome.end]}: ${bytes} bytes in ${url}`;
    }
  }
}
