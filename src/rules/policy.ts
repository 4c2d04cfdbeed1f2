import type { Settings } from '../settings.ts';

/**
 * How a capture reacts to the limit, to other captures and to the end of its alert. It is fixed when the
 * alert arrives.
 */
export type CapturePolicy = Pick<
  Settings,
  'limitPolicy' | 'waitSeconds' | 'cooldownSeconds' | 'onResolved' | 'installAgent'
> & {
  /** Whether receivers are told when a capture starts. Instances of version 0.2.0 lack it. */
  notifyOnStart?: true;
};

/** Policy from the operator's settings. */
export const policyFrom = (settings: Settings): CapturePolicy => {
  const { limitPolicy, waitSeconds, cooldownSeconds, onResolved, installAgent } = settings;
  return {
    ...{ limitPolicy, waitSeconds, cooldownSeconds, onResolved, installAgent },
    ...(settings.notifyOnStart && { notifyOnStart: true as const }),
  };
};
