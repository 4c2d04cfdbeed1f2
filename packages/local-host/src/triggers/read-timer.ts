import type { AppFunction } from '../model/function-app.ts';
import { HostError } from '../model/host-error.ts';
import { parseSchedule, scheduleTimeZone, type Schedule } from './schedule.ts';

/** The settings of a timer trigger. */
export interface TimerDefinition {
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Always false for schedules that occur more than once a minute, as in the Functions host. */
  readonly useMonitor: boolean;
}

/**
 * Reads a timer's binding.
 *
 * @param now milliseconds since the Unix epoch
 * @throws HostError `binding-invalid`, `setting-invalid`
 */
export function readTimer({ name, trigger }: AppFunction, now: number): TimerDefinition {
  const refuse = (field: string, must: string) =>
    new HostError(
      'binding-invalid',
      `Function "${name}": "${field}" of its timer is ${JSON.stringify(trigger[field])}; it must be ${must}.`,
    );
  const flag = (field: string, otherwise: boolean) => {
    const value = trigger[field] ?? otherwise;
    // An app setting used as the value gives text.
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw refuse(field, 'true or false');
  };
  const text = trigger['schedule'];
  const schedule = typeof text === 'string' ? parseSchedule(text, scheduleTimeZone()) : undefined;
  if (!schedule) {
    throw refuse(
      'schedule',
      'an NCRONTAB expression such as "0 */5 * * * *" (seconds first) or a time such as "00:05:00"',
    );
  }
  if (schedule.next(now) === Infinity) throw refuse('schedule', 'one that comes at all');
  return {
    schedule,
    runOnStartup: flag('runOnStartup', false),
    useMonitor: flag('useMonitor', true) && !schedule.isFrequent(now),
  };
}
