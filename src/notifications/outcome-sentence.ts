import type { AlertReference } from '../captures/alert-reference.ts';
import type { CapturedEnd, CaptureFacts, CaptureFile, Outcome } from '../captures/outcome.ts';
import { formatBytes, formatSpan, formatTime } from './format.ts';

const captured: Record<CapturedEnd, string> = {
  timeLimit: 'was captured until the time limit',
  byteLimit: 'was captured until the byte limit',
  stopped: 'was captured until a user stopped it',
  resolved: 'was captured until the alert was resolved',
};

/** The outcome of a machine's capture, as sentences. The file's URL is too long for a message. */
export const outcomeSentence = (outcome: Outcome): string =>
  [endSentence(outcome), ...furtherSentences(outcome)].join(' ');

/** The outcome of a machine's capture, followed by the main facts of its traffic. */
export const outcomeLines = (outcome: Outcome): string[] => [
  outcomeSentence(outcome),
  ...(outcome.traffic?.lines ?? []),
];

function endSentence(outcome: Outcome): string {
  const machine = machineName(outcome);
  switch (outcome.end) {
    case 'skipped':
      return `${machine} was not captured: ${outcome.reason.message} ${outcome.reason.advice}`;
    case 'attached':
      return `${machine} is already being captured for the alert ${alertName(outcome.to)}; the message about that capture covers this alert too.`;
    case 'cooldown':
      return `${machine} was captured a short while ago, which covers this alert too: ${outcomeSentence(outcome.last)}`;
    case 'failed':
    case 'lost':
    case 'timedOut': {
      const { step, code, message, advice } = outcome.failure;
      const file = outcome.file ? ` Before, ${sizeOf(outcome.file)} were captured.` : '';
      return `The capture of ${machine} failed in ${step} (${code}): ${message} ${advice}${file}`;
    }
    default: {
      const { file, startedAt, endedAt } = outcome;
      const what = 'url' in file ? sizeOf(file) : `in ${file.path} on the machine`;
      return `${machine} ${captured[outcome.end]}: ${what}, ${formatSpan(startedAt, endedAt)}.`;
    }
  }
}

const sizeOf = ({ bytes, fileCount = 1 }: CaptureFile): string =>
  fileCount === 1 ? formatBytes(bytes) : `${formatBytes(bytes)} in ${fileCount} files`;

function furtherSentences({ end, resolvedAt, alsoFor = [] }: Outcome): string[] {
  const sentences: string[] = [];
  if (resolvedAt !== undefined && end !== 'resolved') {
    sentences.push(
      `The alert was resolved at ${formatTime(resolvedAt)}, and the capture continued.`,
    );
  }
  if (alsoFor.length > 0) {
    sentences.push(
      `It covers later alerts for the machine too: ${alsoFor.map(alertName).join(', ')}.`,
    );
  }
  return sentences;
}

const alertName = ({ rule, id }: AlertReference): string => `"${rule}" (${id})`;

/** The name of a machine, with its scale set instances. */
export function machineName({ vm, instances = [] }: CaptureFacts): string {
  const name = vm.split('/').at(-1) ?? vm;
  const numbers = instances.map((instance) => instance.split('/').at(-1)).join(', ');
  if (numbers === '') return name;
  return `${name} (instance${instances.length > 1 ? 's' : ''} ${numbers})`;
}
