export type { Duration } from '../clock/duration.ts';
export { VirtualClock, type VirtualClockOptions } from '../clock/virtual-clock.ts';
export {
  ActivityControl,
  type ActivityCall,
  type ActivityFault,
  type FakeOptions,
} from './activity-control.ts';
export type { CrashPoint } from './crash-plan.ts';
export type { Fork } from './fork.ts';
export { inlineApp, type ActivityFunction, type InlineFunctions } from './inline-app.ts';
export { TestError, type TestErrorCode } from './test-error.ts';
export { createTestHost, type TestHostOptions } from './create-test-host.ts';
export type { Redelivery, SecondStart } from './repeated-delivery.ts';
export type { TestHost } from './test-host.ts';
export type { InstanceView, TestInstance } from './test-instance.ts';
