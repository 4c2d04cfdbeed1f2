import { hash } from 'node:crypto';
import type { Alert } from './alert.ts';

/**
 * The id of the orchestration that an alert starts: `a-z`, `0-9` and `-` only. The same alert gives
 * the same id, so a repeated delivery finds the existing instance.
 */
export function instanceIdOf(alert: Alert): string {
  return `alert-capture-${hash('sha256', alert.identity).slice(0, 24)}`;
}
