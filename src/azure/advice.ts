import { plainText } from '../alerts/plain-text.ts';
import { isAboutStorage, storageAdvice } from '../captures/storage-errors.ts';
import { adviceRowFor, missingBlobRight, missingRight } from './error-advice.ts';

interface Circumstance {
  step: string;
  code: string;
  /** The message and other details from the service. */
  text: string;
  statusCode: number | undefined;
  transient: boolean;
}

const byStep: Readonly<Record<string, string>> = {
  resolveWatcher:
    'Check that the machine still exists, and that Azure answers for its subscription.',
  enforceLimit: 'Check the Network Watcher of the region.',
  createCapture:
    'Check the storage account (region, kind, shared keys permitted) and the Network Watcher agent on the machine.',
  queryCapture: 'Look at the session in the portal, under Network Watcher, Packet capture.',
  stopCapture: 'Stop the session in the portal, under Network Watcher, Packet capture.',
  finalizeCapture: 'Look for the file in the storage account.',
  deleteCapture: 'Delete the session in the portal, under Network Watcher, Packet capture.',
  notify: 'Check NOTIFY_URL, and that its receiver is up.',
};

const blobSteps: readonly string[] = ['finalizeCapture', 'summarizeTraffic'];

/** Advice for a failed call to Azure, chosen by its code, else by its status, else by the step. */
export function adviceFor({ step, code, text, statusCode, transient }: Circumstance): string {
  const row = adviceRowFor(code) ?? rowForStatus(statusCode);
  if (row === missingRight && blobSteps.includes(step)) return missingBlobRight.advice;
  if (row !== undefined) {
    const detail = row.detail?.(text);
    return detail === undefined ? row.advice : `${plainText(detail, 700)} ${row.advice}`;
  }
  if (transient) {
    return 'Azure could not be reached, or failed, again and again; see its status page.';
  }
  if (step !== 'notify' && isAboutStorage(text)) return storageAdvice;
  return byStep[step] ?? 'Look in the logs of the app for this instance.';
}

function rowForStatus(statusCode: number | undefined): ReturnType<typeof adviceRowFor> {
  if (statusCode === 401) return adviceRowFor('AuthenticationFailed');
  if (statusCode === 403) return missingRight;
  return statusCode === 429 ? adviceRowFor('TooManyRequests') : undefined;
}
