import type { CaptureReport } from '../captures/outcome.ts';
import type { CaptureStart } from '../captures/capture-start.ts';
import { storedFile } from '../captures/outcome.ts';
import type { FileLinks } from './links.ts';
import { headline } from './headline.ts';
import { pageLink, portalLink, stopLink, withSafeLink } from './links.ts';
import { outcomeLines } from './outcome-sentence.ts';
import { startHeadline, startSentence } from './start-message.ts';

/** A CloudEvent in the structured JSON format. Source: CloudEvents 1.0.2, section 3 of its JSON format. */
export interface CloudEvent<Data = EndedData> {
  specversion: '1.0';
  /** The same for every delivery, so that a receiver can drop duplicates. */
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  data: Data;
}

/** Data of the event `alert-capture.ended`. */
type EndedData = CaptureReport & {
  /** The first line: outcome, machine and severity. */
  headline: string;
  /** The outcome of each capture and the main facts of its traffic. */
  summary: string;
  links: CaptureLinks[];
};

/** Data of the event `alert-capture.started`. */
type StartedData = Omit<CaptureStart, 'id'> & {
  headline: string;
  summary: string;
  links: CaptureLinks & {
    /** The page's confirmation to stop the capture. */
    stop?: string;
  };
};

/** Links for one capture. */
export interface CaptureLinks {
  /** The machine in the portal. */
  portal?: string;
  /** The capture on the app's page. */
  page?: string;
  /** The file, readable without a sign-in. */
  download?: string;
}

/** Renders the notification that is sent when an alert's captures have ended. */
export const renderCloudEvent = (
  report: CaptureReport,
  links: FileLinks,
  host = process.env.WEBSITE_HOSTNAME,
): CloudEvent => ({
  specversion: '1.0',
  id: report.id,
  source: 'urn:alert-capture',
  type: 'alert-capture.ended',
  subject: report.alert.rule,
  time: report.endedAt,
  datacontenttype: 'application/json',
  data: {
    headline: headline(report),
    summary: [...report.captures.flatMap(outcomeLines), ...report.warnings].join('\n'),
    ...report,
    alert: withSafeLink(report.alert),
    links: report.captures.map((capture) => {
      const file = storedFile(capture);
      const download = file && links[file.url];
      const page = pageLink(host, report.id);
      return {
        ...(capture.vm.startsWith('/') && { portal: portalLink(capture.vm) }),
        ...(page !== undefined && { page }),
        ...(download !== undefined && { download }),
      };
    }),
  },
});

/** Renders the notification that is sent when the capture of a machine has started. */
export function renderStartedEvent(
  start: CaptureStart,
  host = process.env.WEBSITE_HOSTNAME,
): CloudEvent<StartedData> {
  const { id, ...data } = start;
  const { alert, capture, startedAt } = data;
  const [page, stop] = [pageLink(host, alert.id), stopLink(host, alert.id)];
  return {
    specversion: '1.0',
    id,
    source: 'urn:alert-capture',
    type: 'alert-capture.started',
    subject: alert.rule,
    time: startedAt,
    datacontenttype: 'application/json',
    data: {
      headline: startHeadline(start),
      summary: startSentence(start),
      ...data,
      links: {
        ...(capture.vm.startsWith('/') && { portal: portalLink(capture.vm) }),
        ...(page !== undefined && { page }),
        ...(stop !== undefined && { stop }),
      },
    },
  };
}
