import type { CaptureFacts } from './outcome.ts';

/** Stages of a machine capture, in order. */
export type MachineStage =
  | 'resolving'
  | 'installing'
  | 'claiming'
  | 'waiting'
  | 'creating'
  | 'capturing'
  | 'stopping'
  | 'finalizing'
  | 'cleaning'
  | 'summarizing'
  | 'ended';

/** Custom status of the `captureMachine` orchestration. */
export type MachineProgress = CaptureFacts & { stage: MachineStage };

/** Custom status of the `captureOnAlert` orchestration. */
export interface AlertProgress {
  stage: 'capturing' | 'notifying' | 'ended';
}

/** Id of the instance that captures the target at this index of its alert. */
export const machineInstanceId = (alertInstanceId: string, index: number): string =>
  `${alertInstanceId}:${index}`;

/** Id of the instance that notifies one receiver how the captures of an alert ended. */
export const deliveryInstanceId = (alertInstanceId: string, receiver: string): string =>
  `${alertInstanceId}:notify:${receiver}`;
