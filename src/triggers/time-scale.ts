import { settings } from '../settings.ts';

/**
 * Simulated seconds of a capture per real second, as a field of an answer; absent in real time. Limits of a
 * capture are in simulated time, all times of the app in real time.
 */
export function timeScale(): { timeScale?: number } {
  const { localTimeScale } = settings();
  return localTimeScale === 1 ? {} : { timeScale: localTimeScale };
}
