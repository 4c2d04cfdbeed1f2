import type { AlertSummary, CaptureReport, Outcome } from '../captures/outcome.ts';
import { storedFile, storedFiles } from '../captures/outcome.ts';
import { formatTime } from './format.ts';
import type { Tone } from './headline.ts';
import { headline, severityLevel, toneOf } from './headline.ts';
import type { FileLinks } from './links.ts';
import { pageLink, portalLink, safeLink, storageLink } from './links.ts';
import { outcomeSentence } from './outcome-sentence.ts';
import { shorten } from '../alerts/shorten.ts';

/** A report for a chat, independent of the chat's format. */
export interface Message {
  /** The first line: outcome, machine and severity. */
  headline: string;
  severity: ReturnType<typeof severityLevel>;
  facts: { title: string; value: string }[];
  captures: Part[];
  /** Differences from the settings that the rule requested. */
  notes: string[];
  links: Link[];
}

/** The outcome of one machine's capture. */
export interface Part {
  tone: Tone;
  text: string;
  /** The main facts of its traffic. */
  traffic: string[];
  links: Link[];
}

export interface Link {
  title: string;
  url: string;
}

/** Maximum number of machines in a message. Chats reject long messages. */
export const mostParts = 10;
const mostDownloads = 3;
export const mostText = 600;
const mostTrafficText = 190;

/** Maximum length of the first line, so that it wraps at most once on a phone. */
export const mostHeadline = 140;

export interface MessageOptions {
  /** Maximum number of machines, and of notes. */
  most?: number;
  /** The host name of the app, for the link to its page. */
  host?: string | undefined;
}

/** Builds the message for a report. */
export function messageFor(
  report: CaptureReport,
  links: FileLinks,
  { most = mostParts, host = process.env.WEBSITE_HOSTNAME }: MessageOptions = {},
): Message {
  const { alert, captures, plan } = report;
  const parts = captures
    .slice(0, most)
    .map((capture) => partFor(capture, plan.storageAccountId, links));
  return {
    headline: shorten(headline(report), mostHeadline),
    severity: severityLevel(alert.severity),
    facts: factsOf(alert),
    captures: parts,
    notes: [
      ...(parts.length < captures.length ? [partsNote(parts.length, captures.length)] : []),
      ...report.warnings,
      ...captures.flatMap(({ warnings }) => warnings),
    ]
      .slice(0, most)
      .map((note) => shorten(note, mostText)),
    links: linksOf([
      ['Open the capture', pageLink(host, report.id)],
      ['Alert in the portal', alert.link],
    ]),
  };
}

const partsNote = (shown: number, all: number): string =>
  `This message shows ${shown} of ${all} machines; open the capture to see the others.`;

/** The facts about an alert that every message shows. */
export const factsOf = ({
  rule,
  severity,
  firedAt,
}: Pick<AlertSummary, 'rule' | 'severity' | 'firedAt'>): Message['facts'] => [
  { title: 'Alert', value: shorten(rule, 120) },
  ...(severity ? [{ title: 'Severity', value: shorten(severity, 40) }] : []),
  { title: 'Fired', value: formatTime(firedAt) },
];

function partFor(capture: Outcome, storageAccountId: string, fileLinks: FileLinks): Part {
  const file = storedFile(capture);
  const downloads = file ? storedFiles(file).slice(0, mostDownloads) : [];
  const links = linksOf([
    ...downloads.map(({ url }, index): [string, string | undefined] => [
      index === 0 ? 'Download' : `Download ${index + 1}`,
      fileLinks[url],
    ]),
    ['Storage in the portal', file && storageLink(storageAccountId)],
    ['Machine in the portal', capture.vm.startsWith('/') ? portalLink(capture.vm) : undefined],
  ]);
  const traffic = (capture.traffic?.lines ?? []).map((line) => shorten(line, mostTrafficText));
  return {
    tone: toneOf(capture),
    text: shorten(outcomeSentence(capture), mostText),
    traffic,
    links,
  };
}

/** The links that are present and safe. */
export const linksOf = (candidates: [title: string, url: string | undefined][]): Link[] =>
  candidates.flatMap(([title, text]) => {
    const url = safeLink(text);
    return url === undefined ? [] : [{ title, url }];
  });
