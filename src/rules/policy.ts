import type { Settings } from '../settings.ts';

/** How a capture makes way for others, and for its alert; fixed when the alert arrives. */
export type CapturePolicy = Pick<
  Settings,
  'limitPolicy' | 'waitSeconds' | 'cooldownSeconds' | 'onResolved' | 'installAgent'
>;

/** The policy that the operator set. */
export const policyFrom = (settings: Settings): CapturePolicy => {
  const { limitPolicy, waitSeconds, cooldownSeconds, onResolved, installAgent } = settings;
  return { limitPolicy, waitSeconds, cooldownSeconds, onResolved, installAgent };
};
