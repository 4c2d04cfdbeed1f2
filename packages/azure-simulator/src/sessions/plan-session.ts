import { randomUUID } from 'node:crypto';
import type { FaultEffect } from '../faults/fault.ts';
import { byteLimitReachedAt } from '../traffic/capture.ts';
import { fileAtEnd } from './end-session.ts';
import { captureOf, isContinuous } from './session-capture.ts';
import type { CaptureProperties, EndCause, Session } from '../model/session.ts';
import { storagePath } from './storage-path.ts';

/** The service's maximum, also used for a limit of 0. */
const LONGEST_SECONDS = 18000;
const LONGEST_CONTINUOUS_SECONDS = 86400;

/** Input of `planSession`. Times are simulated milliseconds since 1970. */
export interface SessionRequest {
  readonly id: string;
  readonly name: string;
  readonly watcherId: string;
  readonly region: string;
  readonly properties: CaptureProperties;
  readonly localAddress: string;
  /** The captured instances of a scale set, and the scope with the full ids. */
  readonly instances?: readonly string[];
  readonly scope?: CaptureProperties['scope'];
  readonly operationId: string;
  readonly now: number;
  readonly startedAt: number;
  readonly readyAt: number;
  /** Blob endpoint of the account for the file, without a trailing slash. */
  readonly blobEndpoint: string;
  readonly effects: readonly FaultEffect[];
  readonly foreign?: boolean;
}

/** A new session with its whole course planned, unless a client stops it. */
export function planSession(request: SessionRequest): Omit<Session, 'seq'> {
  const { properties, now, startedAt, effects } = request;
  const failure = find(effects, 'create-fails');
  const error = find(effects, 'session-error');
  const vanishing = find(effects, 'session-vanishes');
  const storageFails = find(effects, 'storage-failure') !== undefined;
  const location = chosenLocation(request);

  const session = {
    id: request.id,
    name: request.name,
    watcherId: request.watcherId,
    region: request.region,
    etag: `W/"${randomUUID()}"`,
    requested: properties,
    properties: {
      ...properties,
      ...(request.scope && { scope: request.scope }),
      storageLocation: location,
    },
    localAddress: request.localAddress,
    ...(request.instances && { instances: request.instances }),
    operationId: request.operationId,
    createdAt: now,
    readyAt: request.readyAt,
    startedAt,
    foreign: request.foreign ?? false,
    fileDelay: milliseconds(find(effects, 'file-late')?.seconds ?? 0),
    // Recorded: a session whose errors include a sentence is Stopped.
    errorStatus: error?.status ?? (error?.sentence === undefined ? 'Error' : 'Stopped'),
  } as const;

  let end = naturalEnd(session);
  let errors: string[] = storageFails ? ['StorageFailed'] : [];
  const errorAt = startedAt + milliseconds(error?.afterSeconds ?? 0);
  if (error && errorAt < end.at) {
    end = { at: errorAt, cause: 'error' };
    errors = errorList(error);
  }
  if (failure) {
    end = { at: request.readyAt, cause: 'error' };
    errors = ['InternalError'];
  }
  const deletedAt = vanishing && startedAt + milliseconds(vanishing.afterSeconds);
  return {
    ...session,
    end,
    errors,
    ...(failure && { failure: { code: failure.code, message: failure.message } }),
    ...(deletedAt !== undefined && { deletedAt }),
    file: fileAtEnd({ end, errors, deletedAt, properties: session.properties }),
    storageFails,
  };
}

/** The end at the time limit or at the byte limit, whichever is first. */
function naturalEnd(session: Parameters<typeof captureOf>[0]): { at: number; cause: EndCause } {
  const { timeLimitInSeconds, captureSettings } = session.properties;
  const seconds = isContinuous(session.properties)
    ? (captureSettings?.sessionTimeLimitInSeconds ?? LONGEST_CONTINUOUS_SECONDS)
    : timeLimitInSeconds || LONGEST_SECONDS;
  const timeLimit = session.startedAt + seconds * 1000;
  const byteLimit = byteLimitReachedAt(captureOf(session), timeLimit);
  return byteLimit === undefined
    ? { at: timeLimit, cause: 'time-limit' }
    : { at: byteLimit, cause: 'byte-limit' };
}

/** The requested location, with the chosen blob URL if it names an account. Without storage, "". */
function chosenLocation(request: SessionRequest): Session['properties']['storageLocation'] {
  const location = request.properties.storageLocation;
  if (location.storagePath) return location;
  const path = location.storageId
    ? storagePath(request.blobEndpoint, request.properties.target, request.now)
    : '';
  return { ...location, storagePath: path };
}

/** Converts to whole milliseconds, as all times are. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

function errorList(error: Extract<FaultEffect, { kind: 'session-error' }>): string[] {
  const { errors = [], sentence } = error;
  const all = sentence === undefined ? [...errors] : [...errors, sentence];
  return all.length > 0 ? all : ['CaptureFailed'];
}

function find<K extends FaultEffect['kind']>(
  effects: readonly FaultEffect[],
  kind: K,
): Extract<FaultEffect, { kind: K }> | undefined {
  return effects.find(
    (effect): effect is Extract<FaultEffect, { kind: K }> => effect.kind === kind,
  );
}
