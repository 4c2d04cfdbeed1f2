import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { packetDetail } from '../traffic/packets/packet-detail.ts';
import type { PacketDetail } from '../traffic/packets/packet-detail.ts';
import { groupSize } from '../traffic/packets/packet-index.ts';
import type { PacketPage } from '../traffic/packets/scan-packets.ts';
import { readFrom, readPage, scanFor, scanPackets } from '../traffic/packets/scan-packets.ts';
import { bytesOfBlob, findFile, openBlob } from './find-file.ts';
import { keepIndex, keptIndex } from './kept-index.ts';
import { packetsQuerySchema } from './packets-query.ts';
import { HttpProblem } from './problem.ts';
import { readFilter } from './read-filter.ts';
import { readQuery } from './read-query.ts';

const defaultLimit = 100;

/** Response of {@link getPackets}. */
export interface PacketsView extends PacketPage {
  offset: number;
}

/**
 * `GET /api/captures/{id}/packets?filter=…&offset=0&limit=100`: the packets of a file that match.
 * Without an index, reads the file from its start up to the end of the page. `total=exact` reads the
 * whole file and stores an index beside it, so that later pages are read from their position.
 */
export async function getPackets(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const query = readQuery(packetsQuerySchema, request.query);
  const { offset = 0, limit = defaultLimit, total } = query;
  const text = query.filter?.trim() ?? '';
  const filter = readFilter(text);
  const { file, result } = await findFile(request, client);
  const fileBytes = await bytesOfBlob(file.url, result);
  const open = async (at: number) => (await openBlob(file.url, result, at)).body;
  const page = { offset, limit };
  const index = await keptIndex(file.url, result, text, fileBytes);
  if (index !== undefined) {
    return json({ offset, ...(await readPage(open, index, filter, page)) });
  }
  const toTheEnd = total === 'exact';
  const { index: made, ...scanned } = await scanPackets(await open(0), {
    filter,
    text,
    page,
    toTheEnd,
    fileBytes,
  });
  if (made !== undefined) await keepIndex(file.url, result, made);
  return json({ offset, ...scanned });
}

/** `GET /api/captures/{id}/packets/{number}`: one packet with its layers and bytes. */
export async function getPacket(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const number = Number(request.params.number);
  if (!Number.isSafeInteger(number) || number < 1) throw noPacket();
  const { file, result } = await findFile(request, client);
  const open = async (at: number) => (await openBlob(file.url, result, at)).body;
  const index = await keptIndex(file.url, result, '', await bytesOfBlob(file.url, result));
  const found: PacketDetail[] = [];
  if (index === undefined) {
    await scanFor(await open(0), number, (seen, frame) => {
      found.push(packetDetail(number, seen, frame));
    });
  } else {
    const group = Math.floor((number - 1) / groupSize);
    await readFrom(open, index, group, (seen, at, frame) => {
      if (at === number) found.push(packetDetail(number, seen, frame));
      return at >= number;
    });
  }
  const [detail] = found;
  if (detail === undefined) throw noPacket();
  return json(detail);
}

const json = (jsonBody: PacketsView | PacketDetail): HttpResponseInit => ({
  headers: { 'cache-control': 'private, no-store' },
  jsonBody,
});

const noPacket = (): HttpProblem =>
  new HttpProblem({
    kind: 'packet-not-found',
    status: 404,
    title: 'There is no such packet',
    detail: 'Packets are numbered from 1 on, in the order of the file.',
  });
