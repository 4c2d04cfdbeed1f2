import type { MachineStage } from '../src/captures/progress.ts';
import type { CaptureView } from '../src/views/capture-view.ts';

const words: Record<MachineStage, string> = {
  resolving: 'looks up the machine and the Network Watcher of its region',
  installing: 'installs the Network Watcher agent on the machine',
  claiming: 'makes sure that the limit of sessions is kept',
  waiting: 'waits for a session to come free',
  creating: 'creates the capture session',
  capturing: 'captures',
  stopping: 'stops the capture',
  finalizing: 'waits for the file',
  summarizing: 'reads what its traffic was',
  cleaning: 'deletes the session, which is no longer needed',
  ended: 'the capture has ended',
};

/** Description of the current stage of a capture on one machine. */
export function captureWords({ state, stage, targets: [target] }: CaptureView): string {
  if (state === 'starting') return 'starts';
  if (state !== 'running') return state;
  if (stage === 'notifying') return 'sends the notification';
  return target !== undefined && 'stage' in target ? words[target.stage] : 'starts';
}
