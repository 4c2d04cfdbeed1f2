import type { ParentInstance } from './history-event.ts';

/** Status of an instance (`OrchestrationRuntimeStatus`). */
export type RuntimeStatus =
  'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

/** All runtime statuses of the extension, including those that this host does not use. */
export const RUNTIME_STATUSES: readonly string[] = [
  'Running',
  'Completed',
  'ContinuedAsNew',
  'Failed',
  'Canceled',
  'Terminated',
  'Pending',
  'Suspended',
];

/** An orchestration instance. `input`, `output` and `customStatus` are JSON text; times in epoch ms. */
export interface Instance {
  id: string;
  executionId: string;
  name: string;
  version: string | null;
  status: RuntimeStatus;
  input: string | null;
  output: string | null;
  customStatus: string | null;
  parent: ParentInstance | null;
  createdAt: number;
  updatedAt: number;
  notices: Notices;
}

/** What a developer should know about an instance, by topic. Each topic is reported once. */
export type Notices = Readonly<Partial<Record<'openWork' | 'keptEvents', string>>>;

/** True if an instance has ended. */
export function isEnded(instance: Pick<Instance, 'status'>): boolean {
  return (
    instance.status === 'Completed' ||
    instance.status === 'Failed' ||
    instance.status === 'Terminated'
  );
}
