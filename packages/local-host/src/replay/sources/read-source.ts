import { readFile } from 'node:fs/promises';
import { isRecord } from '../../worker/json-file.ts';
import type { Recording } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';
import { fromRows, isRowForm, rowsOf } from './row-form.ts';
import { fromStatusForm, isStatusForm } from './status-form.ts';
import { fromWorkerForm, isWorkerForm } from './worker-form.ts';

/**
 * Reads a history file in any supported form: our own recording, a worker's input or log, the response
 * of the status endpoint, or rows of the history table. A log may have one JSON value on each line.
 *
 * @throws ReplayError `source-not-found`, `source-not-understood`, `history-incomplete`
 */
export async function fromFile(path: string): Promise<Recording> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const message = `${path} cannot be read: ${(error as Error).message}`;
    throw new ReplayError('source-not-found', message, { cause: error });
  }
  return fromJson(parse(text, path), path);
}

/** Reads a history from a JSON value, whose form it detects. @throws ReplayError as {@link fromFile} */
export function fromJson(value: unknown, name = 'The value'): Recording {
  if (isRecording(value)) return value;
  if (isStatusForm(value)) return fromStatusForm(structuredClone(value));
  if (isRowForm(value)) return fromRows(rowsOf(value));
  if (isWorkerForm(value)) return fromWorkerForm(value);
  throw new ReplayError(
    'source-not-understood',
    `${name} is not a history. It may be a recording made with --export, the answer of an instance's ` +
      "statusQueryGetUri with showHistory=true&showHistoryOutput=true, a worker's orchestrator input, or " +
      'the rows of the history table.',
  );
}

/**
 * Requests an instance's history from a status URL (`statusQueryGetUri`). The URL contains a key, which
 * no error message includes.
 *
 * @throws ReplayError `source-not-found`, `source-not-understood`, `history-incomplete`
 */
export async function fromStatusUrl(statusUrl: string): Promise<Recording> {
  const url = new URL(statusUrl);
  for (const name of ['showHistory', 'showHistoryOutput', 'showInput']) {
    url.searchParams.set(name, 'true');
  }
  const where = `${url.origin}${url.pathname}`;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new ReplayError('source-not-found', `${where} does not answer: ${reason}`);
  }
  const body = await response.text();
  if (!response.ok) {
    const advice =
      response.status === 401 || response.status === 403
        ? ' Give the whole statusQueryGetUri, with its code.'
        : '';
    throw new ReplayError('source-not-found', `${where} answered ${response.status}.${advice}`);
  }
  return fromJson(parse(body, where), where);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      const message = `${name} is not JSON: ${(error as Error).message}`;
      throw new ReplayError('source-not-understood', message);
    }
  }
}

function isRecording(value: unknown): value is Recording {
  return isRecord(value) && value['format'] === 'durable-history/1';
}
