import { hash } from 'node:crypto';
import type { Alert } from './alert.ts';

/**
 * The id of the orchestration that an alert starts: the same alert gives the same id, so that one
 * delivered again finds what it started. Only `a-z`, `0-9` and `-`, which every API takes.
 */
export function instanceIdOf(alert: Alert): string {
  return `alert-capture-${hash('sha256', alert.identity).slice(0, 24)}`;
}
