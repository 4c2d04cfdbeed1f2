import { readFile } from 'node:fs/promises';

/** Input that the host passed to a durable function (`in`), or its result (`out`). */
export interface WorkerLine {
  dir: 'in' | 'out';
  type: 'orchestrationTrigger' | 'activityTrigger' | 'entityTrigger';
  fn: string;
  /** The invocation's id. */
  inv: string;
  triggerMetadata?: Record<string, unknown>;
  inputs?: unknown[];
  result?: unknown;
  error?: string | null;
}

/** One call of a durable function, with the instance or entity that it belongs to. */
export interface Invocation {
  type: WorkerLine['type'];
  fn: string;
  /** The instance's id, or `@name@key`. */
  subject: string;
  /** The instance that started this one. */
  parent: string | undefined;
  input: unknown;
  metadata: Record<string, unknown>;
  result: unknown;
  error: string | null;
}

interface OrchestrationInput {
  instanceId: string;
  parentInstanceId: string | null;
}

interface EntityInput {
  self: { name: string; key: string };
}

/** Reads a log of the worker: JSON lines, or one JSON array. */
export async function readWorkerLog(file: URL | string): Promise<Invocation[]> {
  const text = (await readFile(file, 'utf8')).trim();
  const lines = text.startsWith('[')
    ? (JSON.parse(text) as WorkerLine[])
    : text.split('\n').map((line) => JSON.parse(line) as WorkerLine);
  const answers = new Map(lines.filter(({ dir }) => dir === 'out').map((each) => [each.inv, each]));
  return lines
    .filter(({ dir }) => dir === 'in')
    .map((asked) => invocation(asked, answers.get(asked.inv)));
}

function invocation(asked: WorkerLine, answer: WorkerLine | undefined): Invocation {
  const { type, fn, triggerMetadata = {}, inputs = [] } = asked;
  const [input] = inputs;
  return {
    type,
    fn,
    subject: subjectOf(type, input, triggerMetadata),
    parent: (input as OrchestrationInput | null)?.parentInstanceId ?? undefined,
    input,
    metadata: type === 'activityTrigger' ? withoutHash(triggerMetadata) : {},
    result: answer?.result ?? null,
    error: answer?.error ?? null,
  };
}

function subjectOf(type: WorkerLine['type'], input: unknown, metadata: Record<string, unknown>) {
  switch (type) {
    case 'orchestrationTrigger':
      return (input as OrchestrationInput).instanceId;
    case 'entityTrigger': {
      const { name, key } = (input as EntityInput).self;
      return `@${name}@${key}`;
    }
    case 'activityTrigger':
      return String(metadata['instanceId']);
  }
}

// The SDK appends a hash of the function's name to the trigger's name.
function withoutHash(metadata: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(metadata).sort(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replace(/^activityTrigger.*/, 'activityTrigger'), value]),
  );
}
