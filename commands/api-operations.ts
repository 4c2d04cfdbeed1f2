import type * as v from 'valibot';
import * as answers from '../src/triggers/answers.ts';
import { captureOrderSchema } from '../src/triggers/read-capture-order.ts';
import type { RouteName } from '../src/triggers/routes.ts';

/** What the description of a route adds to the route itself. */
export interface Operation {
  summary: string;
  /** Schema of the body, or `any` for any JSON. */
  body?: v.GenericSchema | 'any';
  /** By status: the schema of a JSON body, `nothing`, or the media type of a file. */
  answers: Readonly<Record<number, v.GenericSchema | 'nothing' | `application/${string}`>>;
  /** Statuses of problem documents, besides those that every route has. */
  problems: readonly number[];
}

/** Statuses of problem documents that every route has. */
export const commonProblems = [400, 403, 500, 503] as const;

const { accepted, named, ...others } = answers;
const notModified = { 304: 'nothing' } as const;

/** The operations of the API, in the order of the guide. */
export const operations: Readonly<Record<RouteName, Operation>> = {
  postAlert: {
    summary: 'Starts the captures for an alert of any schema of Azure Monitor',
    body: 'any',
    answers: { 200: others.ignored, 202: accepted },
    problems: [413],
  },
  postCapture: {
    summary: 'Starts a capture without an alert',
    body: captureOrderSchema,
    answers: { 202: accepted },
    problems: [413, 422],
  },
  listCaptures: {
    summary: 'Lists captures, by default running ones first, then the newest',
    answers: { 200: others.captures, ...notModified },
    problems: [],
  },
  getCapture: {
    summary: 'Returns the progress or the result of a capture',
    answers: { 200: others.capture },
    problems: [404],
  },
  getHistory: {
    summary: 'Returns the steps of the instances of a capture, or the history of one instance',
    answers: { 200: others.history, ...notModified },
    problems: [404],
  },
  getTraffic: {
    summary: 'Returns the summary of the traffic in a capture file',
    answers: { 200: others.traffic, ...notModified },
    problems: [404],
  },
  getPackets: {
    summary: 'Lists the packets of a capture file that match a filter',
    answers: { 200: others.packets },
    problems: [404],
  },
  getPacket: {
    summary: 'Returns a packet with its layers and bytes',
    answers: { 200: others.packet },
    problems: [404],
  },
  getFile: {
    summary: 'Downloads a capture file, or its packets that match a filter as a pcapng file',
    answers: { 200: 'application/vnd.tcpdump.pcap' },
    problems: [404],
  },
  requestStop: {
    summary: 'Ends a capture early and keeps its file',
    answers: { 202: others.stopping },
    problems: [404, 409],
  },
  captureAgain: {
    summary: 'Starts a new capture with the same alert and settings',
    answers: { 202: named },
    problems: [404],
  },
  raiseCaptureEvent: {
    summary: 'Raises the event stop or resolved in the capture of each machine',
    answers: { 202: others.raised },
    problems: [404, 409],
  },
  terminateCapture: {
    summary: 'Ends the workflow of a capture at once, without a file or a notification',
    answers: { 202: named },
    problems: [404, 409],
  },
  purgeCapture: {
    summary: 'Deletes the history of a capture that has ended, and keeps its file',
    answers: { 200: named },
    problems: [404, 409],
  },
};
