/** A step or wait of a workflow. Times are ISO 8601 UTC. */
export interface TimelineStep {
  kind: 'activity' | 'timer' | 'event' | 'entity' | 'orchestration';
  name: string;
  startedAt: string;
  /** Absent while the step runs. */
  endedAt?: string;
  /** Number of the attempt; absent for the first. */
  attempt?: number;
  /** Error as a sentence. */
  error?: string;
  state: 'done' | 'failed' | 'running' | 'cancelled';
  /** Indexes of the step's events in the history. */
  events: number[];
}

/** A history event in the format of the management API. */
export type StatusEvent = Record<string, unknown>;

/** Result of an activity of the app: `captures/failure.ts`. */
interface Answer {
  ok?: unknown;
  failure?: { code?: string; message?: string };
}

/** Reads the steps of a history in the format of the management API, ordered by start. */
export function timelineOf(events: readonly StatusEvent[]): TimelineStep[] {
  const steps: TimelineStep[] = [];
  const open = new Map<string, TimelineStep>();
  const isOver = events.some(({ EventType }) =>
    /^Execution(Completed|Terminated)$/.test(text(EventType)),
  );
  for (const [index, event] of events.entries()) {
    const at = time(event.Timestamp);
    const name = text(event.FunctionName) || text(event.Name);
    switch (event.EventType) {
      case 'TaskScheduled':
        steps.push({ kind: 'activity', name, startedAt: at, state: 'running', events: [index] });
        break;
      case 'TaskCompleted':
      case 'TaskFailed':
        steps.push({ kind: 'activity', name, ...span(event), ...resultOf(event), events: [index] });
        break;
      case 'SubOrchestrationInstanceCreated':
        steps.push({
          kind: 'orchestration',
          name,
          startedAt: at,
          state: 'running',
          events: [index],
        });
        break;
      case 'SubOrchestrationInstanceCompleted':
      case 'SubOrchestrationInstanceFailed':
        steps.push({
          kind: 'orchestration',
          name,
          ...span(event),
          ...resultOf(event),
          events: [index],
        });
        break;
      case 'TimerCreated':
        begin(`timer ${time(event.FireAt)}`, {
          kind: 'timer',
          name: 'wait',
          startedAt: at,
          events: [index],
        });
        break;
      case 'TimerFired':
        end(`timer ${time(event.FireAt)}`, at, index);
        break;
      case 'EventSent': {
        const call = parsed(event.Input) as { op?: string; id?: string } | undefined;
        const entity = /^@([^@]*)@/.exec(text(event.InstanceId))?.[1] ?? '';
        const what = [entity, call?.op].filter(Boolean).join(' ');
        begin(`call ${call?.id ?? ''}`, {
          kind: 'entity',
          name: what || 'entity',
          startedAt: at,
          events: [index],
        });
        break;
      }
      case 'EventRaised':
        // The response of an entity is an event with the id of the call as its name.
        if (!end(`call ${name}`, at, index)) {
          steps.push({
            kind: 'event',
            name,
            startedAt: at,
            endedAt: at,
            state: 'done',
            events: [index],
          });
        }
        break;
    }
  }
  // A timer is cancelled if the instance ends first, or if another event comes first.
  for (const step of open.values()) {
    if (step.kind !== 'timer') continue;
    const next = steps.map(({ startedAt }) => startedAt).filter((time) => time > step.startedAt);
    const callOff = next.sort()[0] ?? (isOver ? time(events.at(-1)?.Timestamp) : undefined);
    if (callOff !== undefined) Object.assign(step, { state: 'cancelled', endedAt: callOff });
  }
  steps.sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  return steps.map(countAttempts);

  function begin(key: string, step: Omit<TimelineStep, 'state'>): void {
    const begun: TimelineStep = { ...step, state: 'running' };
    steps.push(begun);
    open.set(key, begun);
  }

  function end(key: string, at: string, index: number): boolean {
    const step = open.get(key);
    if (step === undefined) return false;
    open.delete(key);
    Object.assign(step, { endedAt: at, state: 'done', events: [...step.events, index] });
    return true;
  }
}

/**
 * Counts attempts. An activity that follows a failed one of the same name is the next attempt of the same
 * step.
 */
function countAttempts(step: TimelineStep, index: number, steps: TimelineStep[]): TimelineStep {
  if (step.kind !== 'activity') return step;
  let attempt = 1;
  for (const before of steps.slice(0, index).reverse()) {
    if (before.kind !== 'activity') continue;
    if (before.name !== step.name || before.state !== 'failed') break;
    attempt += 1;
  }
  return attempt > 1 ? { ...step, attempt } : step;
}

function span({
  ScheduledTime,
  Timestamp,
}: StatusEvent): Pick<TimelineStep, 'startedAt' | 'endedAt'> {
  return { startedAt: time(ScheduledTime ?? Timestamp), endedAt: time(Timestamp) };
}

function resultOf(event: StatusEvent): Pick<TimelineStep, 'state' | 'error'> {
  if (/Failed$/.test(text(event.EventType))) {
    const [reason = ''] = (text(event.Details) || text(event.Reason)).split('\n');
    return { state: 'failed', error: reason.slice(0, 500) };
  }
  const { ok, failure } = (event.Result ?? {}) as Answer;
  if (ok !== false) return { state: 'done' };
  return { state: 'failed', error: `${failure?.code ?? 'Error'}: ${failure?.message ?? ''}` };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function time(value: unknown): string {
  const date = new Date(text(value));
  return Number.isNaN(date.getTime()) ? text(value) : date.toISOString();
}

function parsed(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return undefined;
  }
}
