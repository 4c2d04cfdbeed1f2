import type { CaptureReport, Outcome } from '../captures/outcome.ts';
import type { FileLinks } from './links.ts';
import { portalLink, storageLink } from './links.ts';
import { outcomeSentence } from './outcome-sentence.ts';

/** A report as a person reads it in a chat, before it is put into the words of one. */
export interface Message {
  title: string;
  /** The message in a line, for a list of chats. */
  summary: string;
  facts: { title: string; value: string }[];
  captures: Part[];
  /** What went otherwise than the rule asked. */
  notes: string[];
  links: Link[];
}

/** What became of one machine. */
export interface Part {
  tone: 'good' | 'warning' | 'bad';
  text: string;
  /** What its traffic was. */
  traffic: string[];
  links: Link[];
}

export interface Link {
  title: string;
  url: string;
}

/** Chats refuse long messages: Slack those of more than 50 blocks, Teams those of more than 28 KB. */
const mostParts = 10;
const mostText = 600;
/** Slack's escapes make a character into five at most, and a block holds 3,000. */
const mostTrafficText = 190;

/** Puts a report into the parts of a message. */
export function messageFor(report: CaptureReport, links: FileLinks): Message {
  const { alert, captures, plan } = report;
  const parts = captures
    .slice(0, mostParts)
    .map((capture) => partFor(capture, plan.storageAccountId, links));
  const more = captures.length - parts.length;
  const captured = captures.filter(({ end }) => tones[end] === 'good').length;
  return {
    title: `Packet capture: ${shorten(alert.rule, 120)}`,
    summary: `${captured} of ${captures.length} captured after ${shorten(alert.rule, 120)} fired`,
    facts: [
      { title: 'Alert', value: shorten(alert.rule, 120) },
      ...(alert.severity ? [{ title: 'Severity', value: alert.severity }] : []),
      { title: 'Fired', value: alert.firedAt },
      { title: 'Capture', value: report.id },
    ],
    captures: parts,
    notes: [
      ...(more > 0
        ? [`${more} more machines are not shown; the status of the capture tells of them.`]
        : []),
      ...report.warnings,
      ...captures.flatMap(({ warnings }) => warnings),
    ]
      .slice(0, mostParts)
      .map((note) => shorten(note, mostText)),
    links: alert.link ? [{ title: 'Alert', url: alert.link }] : [],
  };
}

function partFor(capture: Outcome, storageAccountId: string, fileLinks: FileLinks): Part {
  const links: Link[] = [];
  const file = 'file' in capture ? capture.file : undefined;
  if (file !== undefined && 'url' in file) {
    const download = fileLinks[file.url];
    if (download !== undefined) links.push({ title: 'Download', url: download });
    links.push({ title: 'Storage in the portal', url: storageLink(storageAccountId) });
  }
  if (capture.vm.startsWith('/')) {
    links.push({ title: 'Machine in the portal', url: portalLink(capture.vm) });
  }
  const traffic = (capture.traffic?.lines ?? []).map((line) => shorten(line, mostTrafficText));
  return {
    tone: tones[capture.end],
    text: shorten(outcomeSentence(capture), mostText),
    traffic,
    links,
  };
}

const tones: Record<Outcome['end'], Part['tone']> = {
  timeLimit: 'good',
  byteLimit: 'good',
  stopped: 'good',
  resolved: 'good',
  attached: 'warning',
  cooldown: 'warning',
  skipped: 'warning',
  failed: 'bad',
  lost: 'bad',
  timedOut: 'bad',
};

const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
