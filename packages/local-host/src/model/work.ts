/** An activity to run. `input` is JSON text. */
export interface ActivityWork {
  kind: 'activity';
  name: string;
  input: string | null;
}

/** A child to start. Without `instanceId` it is named after the parent's execution and the event id. */
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

/** A message to an entity: a call, a signal, a lock request or a lock's release. */
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
 * What an action comes down to: one scheduling event in the history, one effect outside it. An input is
 * written as text when it is read, so that what the history records already costs nothing.
 */
export type Work = ActivityWork | SubOrchestrationWork | TimerWork | MessageWork;

/** Work that was not in the history yet, with the sequence number it gets there. */
export interface ScheduledWork {
  eventId: number;
  work: Work;
  /** Names a call or a lock request; the entity's answer comes as an event of that name. */
  requestId?: string;
}

/** The built-in activity behind `callHttp` (the extension's name for it). */
export const HTTP_ACTIVITY = 'BuiltIn::HttpActivity';

/** `@name@key`, the id under which an entity gets its messages. */
export function entityId(entity: EntityName): string {
  return `@${entity.name}@${entity.key}`;
}

/** Takes `@name@key` apart; undefined where it is no entity's id. */
export function parseEntityId(id: string): EntityName | undefined {
  const second = id.startsWith('@') ? id.indexOf('@', 1) : -1;
  if (second < 0) return undefined;
  return { name: id.slice(1, second), key: id.slice(second + 1) };
}
