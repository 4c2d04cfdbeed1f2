/** An activity to run. `input` is JSON text. */
export interface ActivityWork {
  kind: 'activity';
  name: string;
  input: string | null;
}

/**
 * A sub-orchestration to start. Without `instanceId`, its id is derived from the parent's execution
 * id and the event id.
 */
export interface SubOrchestrationWork {
  kind: 'subOrchestration';
  name: string;
  instanceId: string | undefined;
  input: string | null;
  version: string | null;
}

/** A durable timer; `fireAt` in milliseconds since the Unix epoch. */
export interface TimerWork {
  kind: 'timer';
  fireAt: number;
}

/** A message to an entity: a call, a signal, a lock request or a lock release. */
export interface MessageWork {
  kind: 'message';
  /** `@name@key`. */
  to: string;
  message:
    | { type: 'call' | 'signal'; operation: string; input: string | undefined }
    | { type: 'lock'; lockSet: EntityName[] }
    | { type: 'release'; lockId: string };
}

/** An entity's name and key. */
export interface EntityName {
  name: string;
  key: string;
}

/**
 * The work that an action requests: one scheduling event in the history and one external effect. The
 * input is serialised only when it is read, so already recorded work costs nothing.
 */
export type Work = ActivityWork | SubOrchestrationWork | TimerWork | MessageWork;

/** Short description of a work item. */
export function describeWork(work: Work): string {
  switch (work.kind) {
    case 'activity':
      return `activity ${work.name}`;
    case 'subOrchestration':
      return `sub-orchestration ${work.name}`;
    case 'timer':
      return `timer until ${new Date(work.fireAt).toISOString()}`;
    case 'message':
      return `entity ${work.to}`;
  }
}

/** Work that is not in the history yet, with its sequence number. */
export interface ScheduledWork {
  eventId: number;
  work: Work;
  /** Id of a call or a lock request. The entity's response is an event with this name. */
  requestId?: string;
}

/** The built-in activity behind `callHttp` (the extension's name for it). */
export const HTTP_ACTIVITY = 'BuiltIn::HttpActivity';

/** The id under which an entity receives its messages: `@name@key`, with the name in lower case. */
export function entityId(entity: EntityName): string {
  return `@${entity.name.toLowerCase()}@${entity.key}`;
}

/** Parses `@name@key`; undefined if the text is not an entity's id. */
export function parseEntityId(id: string): EntityName | undefined {
  const second = id.startsWith('@') ? id.indexOf('@', 1) : -1;
  if (second === -1) return undefined;
  return { name: id.slice(1, second), key: id.slice(second + 1) };
}
