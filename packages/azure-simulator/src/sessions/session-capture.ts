import type { Session } from '../model/session.ts';
import { captureFile, rotatedFiles, type Capture } from '../traffic/capture.ts';
import { filePath } from './storage-path.ts';

/** The service's defaults (PacketCaptureSettings in networkWatcher.json, 2026-01-01). */
const DEFAULT_FILE_COUNT = 10;
const DEFAULT_FILE_BYTES = 104_857_600;

type Captured = Pick<Session, 'name' | 'properties' | 'localAddress' | 'startedAt' | 'instances'>;

/** One file of a session. */
export interface SessionFile {
  /** URL of its blob; '' if the session stores nothing. */
  readonly url: string;
  readonly content: Buffer;
}

/** True for a capture that writes several files in turn (`continuousCapture` is set, true or false). */
export function isContinuous({ continuousCapture }: Session['properties']): boolean {
  return continuousCapture != null;
}

/** The capture of a session on one machine: the virtual machine, or the instance at `index`. */
export function captureOf(session: Captured, index = 0): Capture {
  const { name, properties, localAddress, instances = [] } = session;
  const instance = instances[index];
  return {
    seed: instance === undefined ? name : `${name} ${instance}`,
    localAddress: index === 0 ? localAddress : addressAfter(localAddress, index),
    startedAt: session.startedAt,
    filters: properties.filters,
    bytesPerPacket: properties.bytesToCapturePerPacket,
    totalBytes: isContinuous(properties) ? 0 : properties.totalBytesPerSession,
  };
}

/**
 * The files of a session at `now`: one for each machine, or several for each machine in a continuous
 * capture.
 */
export function sessionFiles(session: Session, now: number): SessionFile[] {
  const { properties, instances } = session;
  const { storagePath = '' } = properties.storageLocation;
  const until = Math.min(now, session.end.at);
  return (instances ?? [undefined]).flatMap((instance, index) => {
    const capture = captureOf(session, index);
    if (!isContinuous(properties)) {
      const content = captureFile(capture, until);
      return [{ url: filePath(storagePath, instance), content }];
    }
    const { fileCount, fileSizeInBytes } = properties.captureSettings ?? {};
    const files = rotatedFiles(capture, until, {
      fileCount: fileCount || DEFAULT_FILE_COUNT,
      fileBytes: fileSizeInBytes || DEFAULT_FILE_BYTES,
    });
    return files.map(({ number, content }) => ({
      url: filePath(storagePath, instance, number),
      content,
    }));
  });
}

function addressAfter(address: string, steps: number): string {
  const parts = address.split('.').map(Number);
  const last = (parts.pop() ?? 0) + steps;
  return [...parts, last % 256].join('.');
}
