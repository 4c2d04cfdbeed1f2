import type { CaptureReport } from '../captures/outcome.ts';
import { outcomeSentence } from './outcome-sentence.ts';

/** A CloudEvent in the structured JSON format. Source: CloudEvents 1.0.2, section 3 of its JSON format. */
export interface CloudEvent {
  specversion: '1.0';
  /** The same for every delivery, so that a receiver can drop a repeat. */
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  data: CaptureReport & { summary: string };
}

/** Renders the one notification that an alert ends in. */
export const renderCloudEvent = (report: CaptureReport): CloudEvent => ({
  specversion: '1.0',
  id: report.id,
  source: 'urn:alert-capture',
  type: 'alert-capture.ended',
  subject: report.alert.rule,
  time: report.endedAt,
  datacontenttype: 'application/json',
  data: { summary: report.captures.map(outcomeSentence).join('\n'), ...report },
});
