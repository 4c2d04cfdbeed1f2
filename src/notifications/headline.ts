import type { CaptureReport, Outcome } from '../captures/outcome.ts';
import { machineName } from './outcome-sentence.ts';

/** The tone of an outcome. The text beside it gives the same information. */
export type Tone = 'running' | 'good' | 'warning' | 'bad';

const outcomes: Record<Outcome['end'], [string, Tone]> = {
  timeLimit: ['Captured', 'good'],
  byteLimit: ['Captured', 'good'],
  resolved: ['Captured until resolved', 'good'],
  stopped: ['Stopped by hand', 'good'],
  attached: ['Covered by a running capture', 'warning'],
  cooldown: ['Covered by a recent capture', 'warning'],
  skipped: ['Skipped', 'warning'],
  failed: ['Not captured', 'bad'],
  lost: ['Not captured', 'bad'],
  timedOut: ['Not captured', 'bad'],
};

export const toneOf = ({ end }: Outcome): Tone => outcomes[end][1];

/** The outcome of a machine as a short phrase, such as `Not captured (AgentStopped)`. */
export function outcomeWords(outcome: Outcome): string {
  const [words] = outcomes[outcome.end];
  if ('failure' in outcome) {
    return outcome.file
      ? `Failed, with a file (${outcome.failure.code})`
      : `${words} (${outcome.failure.code})`;
  }
  return 'reason' in outcome ? `${words} (${outcome.reason.code})` : words;
}

/** The first line of a message: the outcome, the machine and the severity. */
export function headline({ captures, alert }: CaptureReport): string {
  const severity = alert.severity ? `, ${alert.severity}` : '';
  const [first] = captures;
  if (first === undefined) return `Nothing to capture${severity}`;
  if (captures.length === 1) return `${outcomeWords(first)}: ${machineName(first)}${severity}`;
  const captured = captures.filter((outcome) => toneOf(outcome) === 'good').length;
  const names = captures.slice(0, 3).map(machineName).join(', ');
  const more = captures.length > 3 ? ` and ${captures.length - 3} more` : '';
  return `${captured} of ${captures.length} captured: ${names}${more}${severity}`;
}

/** The level for an Azure Monitor severity, shown as red, amber or blue; undefined without one. */
export function severityLevel(severity: string | undefined): 'high' | 'medium' | 'low' | undefined {
  if (severity === 'Sev0' || severity === 'Sev1') return 'high';
  if (severity === 'Sev2') return 'medium';
  return severity === 'Sev3' || severity === 'Sev4' ? 'low' : undefined;
}
