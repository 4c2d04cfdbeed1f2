import type { CaptureFacts } from './outcome.ts';

/** The stages of one machine's capture, in their order. */
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

/** The instance that captures the target at this index of its alert. */
export const machineInstanceId = (alertInstanceId: string, index: number): string =>
  `${alertInstanceId}:${index}`;

/** The instance that tells a receiver of how an alert's captures ended. */
export const deliveryInstanceId = (alertInstanceId: string, receiver: string): string =>
  `${alertInstanceId}:notify:${receiver}`;
