import type { CaptureReport, Outcome } from '../captures/outcome.ts';
import { storedFiles } from '../captures/outcome.ts';
import type { FileLinks } from './links.ts';
import { portalLink, safeLink, storageLink } from './links.ts';
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

/** Chats refuse long messages. */
export const mostParts = 10;
const mostDownloads = 3;
const mostText = 600;
const mostTrafficText = 190;

/**
 * Puts a report into the parts of a message.
 *
 * @param most how many machines, and how many notes, are told of.
 */
export function messageFor(report: CaptureReport, links: FileLinks, most = mostParts): Message {
  const { alert, captures, plan } = report;
  const parts = captures
    .slice(0, most)
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
      .slice(0, most)
      .map((note) => shorten(note, mostText)),
    links: linksOf([['Alert', alert.link]]),
  };
}

function partFor(capture: Outcome, storageAccountId: string, fileLinks: FileLinks): Part {
  const file = 'file' in capture ? capture.file : undefined;
  const inStorage = file !== undefined && 'url' in file;
  const downloads = inStorage ? storedFiles(file).slice(0, mostDownloads) : [];
  const links = linksOf([
    ...downloads.map(({ url }, index): [string, string | undefined] => [
      index === 0 ? 'Download' : `Download ${index + 1}`,
      fileLinks[url],
    ]),
    ['Storage in the portal', inStorage ? storageLink(storageAccountId) : undefined],
    ['Machine in the portal', capture.vm.startsWith('/') ? portalLink(capture.vm) : undefined],
  ]);
  const traffic = (capture.traffic?.lines ?? []).map((line) => shorten(line, mostTrafficText));
  return {
    tone: tones[capture.end],
    text: shorten(outcomeSentence(capture), mostText),
    traffic,
    links,
  };
}

/** The links that there are, and that are safe to follow. */
const linksOf = (candidates: [title: string, url: string | undefined][]): Link[] =>
  candidates.flatMap(([title, text = '']) => {
    const url = safeLink(text);
    return url === undefined ? [] : [{ title, url }];
  });

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
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
