import type { Frame } from '../files/frame.ts';
import type { Filter } from '../filter/filter.ts';
import { readFramesInSteps } from '../files/read-frames.ts';
import type { SegmentKind } from '../tcp/sequence-analysis.ts';
import { Analyzer } from './analyzer.ts';
import type { PacketGroup, PacketIndex } from './packet-index.ts';
import { groupSize } from './packet-index.ts';
import type { PacketRow } from './packet-row.ts';
import { packetRow } from './packet-row.ts';

/** The requested page of the list: matches from `offset` on. */
export interface Page {
  offset: number;
  limit: number;
}

/** A page of the list, and the totals known so far. */
export interface PacketPage {
  rows: PacketRow[];
  /** Number of matching packets; a lower bound until all packets have been read. */
  matches: number;
  isComplete: boolean;
}

/**
 * Reads a file from its beginning for a page of the list.
 *
 * @param toTheEnd continues after the page, and also returns the index for later pages.
 */
export async function scanPackets(
  chunks: AsyncIterable<Uint8Array>,
  {
    filter,
    text,
    page,
    toTheEnd,
    fileBytes,
  }: {
    filter: Filter;
    text: string;
    page: Page;
    toTheEnd: boolean;
    fileBytes: number;
  },
): Promise<PacketPage & { index?: PacketIndex }> {
  const analyzer = new Analyzer();
  const builder = new IndexBuilder();
  const rows: PacketRow[] = [];
  let number = 0;
  let matches = 0;
  const steps = readFramesInSteps(chunks, (frame) => {
    number += 1;
    const seen = analyzer.match(frame, filter);
    builder.add(frame, seen !== undefined, seen?.kind);
    if (seen === undefined) return;
    if (matches >= page.offset && rows.length < page.limit) rows.push(packetRow(number, seen));
    matches += 1;
  });
  for (;;) {
    const step = await steps.next();
    if (step.done) {
      const { groups, layouts } = builder;
      const index: PacketIndex = {
        version: 1,
        fileBytes,
        filter: text,
        start: analyzer.start ?? null,
        packets: number,
        matches,
        layouts,
        groups,
      };
      const isSeekable = step.value.compression === undefined;
      return { rows, matches, isComplete: true, ...(isSeekable && { index }) };
    }
    if (!toTheEnd && rows.length >= page.limit) {
      await steps.return(undefined as never);
      return { rows, matches, isComplete: false };
    }
  }
}

class IndexBuilder {
  readonly groups: PacketGroup[] = [];
  readonly layouts: Frame['layout'][] = [];
  #size = groupSize;

  add(frame: Frame, isMatch: boolean, kind: SegmentKind | undefined): void {
    if (this.layouts.at(-1) !== frame.layout) this.layouts.push(frame.layout);
    let group = this.groups.at(-1);
    if (group === undefined || this.#size >= groupSize) {
      group = { offset: frame.offset, layout: this.layouts.length - 1, matches: 0 };
      this.groups.push(group);
      this.#size = 0;
    }
    if (isMatch) group.matches += 1;
    if (kind !== undefined) (group.kinds ??= []).push([this.#size, kind]);
    this.#size += 1;
  }
}

/** Opens a file at a byte offset. */
export type OpenFrom = (offset: number) => Promise<AsyncIterable<Uint8Array>>;

/** Reads a page of the list from its position in the file. */
export async function readPage(
  open: OpenFrom,
  index: PacketIndex,
  filter: Filter,
  page: Page,
): Promise<PacketPage> {
  const place = firstGroup(index, page.offset);
  const known = { matches: index.matches, isComplete: true };
  if (place === undefined) return { rows: [], ...known };
  const { group, before } = place;
  const rows: PacketRow[] = [];
  let match = before;
  await readFrom(open, index, group, (seen, number) => {
    if (!filter.matches(seen)) return false;
    if (match >= page.offset) rows.push(packetRow(number, seen));
    match += 1;
    return rows.length >= page.limit;
  });
  return { rows, ...known };
}

function firstGroup(
  { groups }: PacketIndex,
  match: number,
): { group: number; before: number } | undefined {
  let before = 0;
  for (const [group, { matches }] of groups.entries()) {
    if (match < before + matches) return { group, before };
    before += matches;
  }
  return undefined;
}

/** Reads packets from a group on, until the callback has enough. */
export async function readFrom(
  open: OpenFrom,
  { groups, layouts, start }: PacketIndex,
  first: number,
  isEnough: (seen: ReturnType<Analyzer['see']>, number: number, frame: Frame) => boolean,
): Promise<void> {
  const begin = groups[first];
  const layout = begin && layouts[begin.layout];
  if (begin === undefined || layout === undefined) return;
  const analyzer = new Analyzer(start ?? undefined);
  let [place, done] = [0, false];
  const steps = readFramesInSteps(
    await open(begin.offset),
    (frame) => {
      if (done) return;
      const group = groups[first + Math.floor(place / groupSize)];
      const kind = group?.kinds?.find(([at]) => at === place % groupSize)?.[1];
      place += 1;
      const seen = analyzer.see(frame);
      done = isEnough({ ...seen, kind }, first * groupSize + place, frame);
    },
    { offset: begin.offset, layout },
  );
  for (;;) {
    const step = await steps.next();
    if (step.done) return;
    if (done) {
      await steps.return(undefined as never);
      return;
    }
  }
}

/** Reads a file from its beginning up to the packet of this number. */
export async function scanFor(
  chunks: AsyncIterable<Uint8Array>,
  number: number,
  onFound: (seen: ReturnType<Analyzer['see']>, frame: Frame) => void,
): Promise<void> {
  const analyzer = new Analyzer();
  let at = 0;
  const steps = readFramesInSteps(chunks, (frame) => {
    at += 1;
    if (at > number) return;
    const seen = analyzer.see(frame);
    if (at === number) onFound(seen, frame);
  });
  while (at < number && !(await steps.next()).done);
  await steps.return(undefined as never);
}
