import type { Alarm, Clock } from './clock.ts';

// setTimeout takes a signed 32-bit delay, so a later alarm is reached in steps.
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The machine's own clock. Its alarms do not keep the process alive. */
export const systemClock: Clock = {
  isVirtual: false,
  now: () => Date.now(),

  wakeAt(dueAt: number, callback: () => void): Alarm {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const delay = dueAt - Date.now();
      timer =
        delay > LONGEST_DELAY_MS
          ? setTimeout(arm, LONGEST_DELAY_MS)
          : setTimeout(callback, Math.max(0, delay));
      timer.unref();
    };
    arm();
    return { cancel: () => clearTimeout(timer) };
  },

  hold: () => () => undefined,
};
