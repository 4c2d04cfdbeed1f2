import type { Alert } from '../alerts/alert.ts';

/** Fields of an alert that identify it in the captures of other alerts. */
export interface AlertReference extends Pick<
  Alert,
  'identity' | 'rule' | 'severity' | 'condition' | 'firedAt'
> {
  /** Id of the `captureOnAlert` instance that the alert started. */
  id: string;
}

/** Builds the reference to an alert from the id of the capture that it started. */
export function refer(
  id: string,
  { identity, rule, severity, condition, firedAt }: Omit<Alert, 'targets'>,
): AlertReference {
  return { id, identity, rule, ...(severity && { severity }), condition, firedAt };
}
