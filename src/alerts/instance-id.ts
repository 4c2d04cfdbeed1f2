import { hash } from 'node:crypto';
import type { Alert } from './alert.ts';

/**
 * The id of the orchestration that an alert starts. The same alert gives the same id, so that one
 * delivered again finds the instance that it started. Only `a-z`, `0-9` and `-`.
 */
export function instanceIdOf(alert: Alert): string {
  return `alert-capture-${hash('sha256', alert.identity).slice(0, 24)}`;
}
