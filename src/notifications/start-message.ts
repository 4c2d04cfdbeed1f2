import { shorten } from '../alerts/shorten.ts';
import type { CaptureStart } from '../captures/capture-start.ts';
import { formatBytes, formatDuration, formatTime } from './format.ts';
import { severityLevel } from './headline.ts';
import { pageLink, portalLink, stopLink } from './links.ts';
import type { Message } from './message.ts';
import { factsOf, linksOf, mostHeadline, mostText } from './message.ts';
import { machineName } from './outcome-sentence.ts';

/** The first line: that the machine is being captured, and the severity. */
export const startHeadline = ({ alert, capture }: CaptureStart): string =>
  `Capturing: ${machineName(capture)}${alert.severity ? `, ${alert.severity}` : ''}`;

/** Since when and until when a machine is captured, as sentences. */
export const startSentence = ({ capture, plan, startedAt }: CaptureStart): string =>
  `The capture of ${machineName(capture)} started on ${formatTime(startedAt)}. It ends after ${formatDuration(plan.timeLimitSeconds)} or ${formatBytes(plan.totalBytes)} at the latest; then a message follows.`;

/** Builds the message that a capture has started. Its link to stop the capture asks for confirmation. */
export function startMessage(start: CaptureStart, host = process.env.WEBSITE_HOSTNAME): Message {
  const { alert, capture } = start;
  return {
    headline: shorten(startHeadline(start), mostHeadline),
    severity: severityLevel(alert.severity),
    facts: factsOf(alert),
    captures: [
      {
        tone: 'running',
        text: shorten(startSentence(start), mostText),
        traffic: [],
        links: linksOf([
          [
            'Machine in the portal',
            capture.vm.startsWith('/') ? portalLink(capture.vm) : undefined,
          ],
        ]),
      },
    ],
    notes: [],
    links: linksOf([
      ['Open the capture', pageLink(host, alert.id)],
      ['Stop the capture …', stopLink(host, alert.id)],
    ]),
  };
}
