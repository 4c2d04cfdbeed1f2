/** One thing that a workflow did or waited for. Times are ISO 8601 UTC. */
export interface TimelineStep {
  kind: 'activity' | 'timer' | 'event' | 'entity' | 'orchestration';
  name: string;
  startedAt: string;
  /** Absent while it goes on. */
  endedAt?: string;
  /** Which try it is, where it is not the first. */
  attempt?: number;
  /** What went wrong, in a sentence. */
  error?: string;
  state: 'done' | 'failed' | 'running' | 'cancelled';
}

/** An event of a history, as the management API tells it. */
export type ToldEvent = Record<string, unknown>;

/** An answer of the app's activities: `captures/failure.ts`. */
interface Answer {
  ok?: unknown;
  failure?: { code?: string; message?: string };
}

/** Puts a history, as the management API tells it, into the order of when things began. */
export function timelineOf(events: readonly ToldEvent[]): TimelineStep[] {
  const steps: TimelineStep[] = [];
  const open = new Map<string, TimelineStep>();
  const isOver = events.some(({ EventType }) =>
    /^Execution(Completed|Terminated)$/.test(text(EventType)),
  );
  for (const event of events) {
    const at = time(event.Timestamp);
    const name = text(event.FunctionName) || text(event.Name);
    switch (event.EventType) {
      case 'TaskScheduled':
        steps.push({ kind: 'activity', name, startedAt: at, state: 'running' });
        break;
      case 'TaskCompleted':
      case 'TaskFailed':
        steps.push({ kind: 'activity', name, ...span(event), ...resultOf(event) });
        break;
      case 'SubOrchestrationInstanceCreated':
        steps.push({ kind: 'orchestration', name, startedAt: at, state: 'running' });
        break;
      case 'SubOrchestrationInstanceCompleted':
      case 'SubOrchestrationInstanceFailed':
        steps.push({ kind: 'orchestration', name, ...span(event), ...resultOf(event) });
        break;
      case 'TimerCreated':
        begin(`timer ${time(event.FireAt)}`, { kind: 'timer', name: 'wait', startedAt: at });
        break;
      case 'TimerFired':
        end(`timer ${time(event.FireAt)}`, at);
        break;
      case 'EventSent': {
        const call = parsed(event.Input) as { op?: string; id?: string } | undefined;
        const entity = /^@([^@]*)@/.exec(text(event.InstanceId))?.[1] ?? '';
        const what = [entity, call?.op].filter(Boolean).join(' ');
        begin(`call ${call?.id ?? ''}`, { kind: 'entity', name: what || 'entity', startedAt: at });
        break;
      }
      case 'EventRaised':
        // The answer of an entity is an event that bears the id of the call.
        if (!end(`call ${name}`, at)) {
          steps.push({ kind: 'event', name, startedAt: at, endedAt: at, state: 'done' });
        }
        break;
    }
  }
  // A timer that is left when the instance ends, or when what it guarded came first, was called off.
  for (const step of open.values()) {
    if (step.kind !== 'timer') continue;
    const next = steps.map(({ startedAt }) => startedAt).filter((time) => time > step.startedAt);
    const callOff = next.sort()[0] ?? (isOver ? time(events.at(-1)?.Timestamp) : undefined);
    if (callOff !== undefined) Object.assign(step, { state: 'cancelled', endedAt: callOff });
  }
  steps.sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  return steps.map(countTries);

  function begin(key: string, step: Omit<TimelineStep, 'state'>): void {
    const begun: TimelineStep = { ...step, state: 'running' };
    steps.push(begun);
    open.set(key, begun);
  }

  function end(key: string, at: string): boolean {
    const step = open.get(key);
    if (step === undefined) return false;
    open.delete(key);
    Object.assign(step, { endedAt: at, state: 'done' });
    return true;
  }
}

/** A try that follows a failed one of the same name is the next try of the same step. */
function countTries(step: TimelineStep, index: number, steps: TimelineStep[]): TimelineStep {
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
}: ToldEvent): Pick<TimelineStep, 'startedAt' | 'endedAt'> {
  return { startedAt: time(ScheduledTime ?? Timestamp), endedAt: time(Timestamp) };
}

function resultOf(event: ToldEvent): Pick<TimelineStep, 'state' | 'error'> {
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
