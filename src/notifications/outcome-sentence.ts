import type { AlertReference } from '../captures/alert-reference.ts';
import type { CapturedEnd, CaptureFile, Outcome } from '../captures/outcome.ts';

const captured: Record<CapturedEnd, string> = {
  timeLimit: 'was captured until the time limit',
  byteLimit: 'was captured until the byte limit',
  stopped: 'was captured until somebody stopped it',
  resolved: 'was captured until the alert was resolved',
};

/** What became of one machine's capture, in some sentences. */
export const outcomeSentence = (outcome: Outcome): string =>
  [endSentence(outcome), ...furtherSentences(outcome)].join(' ');

/** What became of one machine's capture, and below it what its traffic was. */
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
      return `${machine} is being captured already, for the alert ${alertName(outcome.to)}; the end of that capture tells of this alert too.`;
    case 'cooldown':
      return `${machine} was captured a short while ago, which answers this alert too: ${outcomeSentence(outcome.last)}`;
    case 'failed':
    case 'lost':
    case 'timedOut': {
      const { step, code, message, advice } = outcome.failure;
      const file = outcome.file ? ` What was captured is in ${placeOf(outcome.file)}.` : '';
      return `The capture of ${machine} failed in ${step} (${code}): ${message} ${advice}${file}`;
    }
    default: {
      const { file } = outcome;
      const where =
        'url' in file ? `${file.bytes} bytes in ${placeOf(file)}` : `${file.path} on the machine`;
      return `${machine} ${captured[outcome.end]}: ${where}`;
    }
  }
}

const placeOf = ({ url, fileCount = 1 }: CaptureFile): string =>
  fileCount === 1 ? url : `${fileCount} files, the first of them ${url}`;

function furtherSentences({ end, resolvedAt, alsoFor = [] }: Outcome): string[] {
  const sentences: string[] = [];
  if (resolvedAt !== undefined && end !== 'resolved') {
    sentences.push(`The alert was resolved at ${resolvedAt}, and the capture went on.`);
  }
  if (alsoFor.length > 0) {
    sentences.push(
      `This answers later alerts for the machine too: ${alsoFor.map(alertName).join(', ')}.`,
    );
  }
  return sentences;
}

const alertName = ({ rule, id }: AlertReference): string => `"${rule}" (${id})`;

function machineName({ vm, instances = [] }: Outcome): string {
  const name = vm.split('/').at(-1) ?? vm;
  const numbers = instances.map((instance) => instance.split('/').at(-1)).join(', ');
  if (numbers === '') return name;
  return `${name} (instance${instances.length > 1 ? 's' : ''} ${numbers})`;
}
