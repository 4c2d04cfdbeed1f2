import type { ParsedAlert } from '../alerts/alert.ts';
import { limits } from '../alerts/limits.ts';
import { isWithin } from '../alerts/scope.ts';
import type { Target } from '../alerts/target.ts';
import type { Unsupported } from '../alerts/unsupported.ts';
import type { Refusal } from '../captures/outcome.ts';
import { planFor } from '../rules/plan-for.ts';
import { policyFrom } from '../rules/policy.ts';
import { stateVersion } from '../captures/state-version.ts';
import { RuleProperties } from '../rules/rule-properties.ts';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import type { Settings } from '../settings.ts';
import { traceContext } from '../telemetry/spans.ts';

/** The capture request for an alert: the settings of its rule, within the limits of the operator. */
export function captureRequestFor(
  { properties, unsupported, warnings, ...alert }: ParsedAlert,
  settings: Settings,
): CaptureRequest {
  const { allowedScopes } = settings;
  const { plan, warnings: planWarnings } = planFor(new RuleProperties(properties), settings);
  // A computer name is looked up only in the allowed scopes.
  const isAllowed = ({ id }: Target): boolean => !id.startsWith('/') || isWithin(allowedScopes, id);
  return {
    version: stateVersion,
    alert: { ...alert, targets: alert.targets.filter(isAllowed) },
    plan,
    warnings: [...warnings, ...planWarnings].slice(0, limits.warnings),
    policy: policyFrom(settings),
    arrivedAt: new Date().toISOString(),
    refused: [
      ...alert.targets.filter((target) => !isAllowed(target)).map(outOfScope),
      ...unsupported.map(cannotCapture),
    ],
    ...traceContext(),
  };
}

const outOfScope = ({ id: vm, name }: Target): Refusal => ({
  vm,
  reason: {
    code: 'NotAllowed',
    message: `${name} lies outside of ALLOWED_SCOPES.`,
    advice: 'Add its subscription or resource group there if this app is to capture it.',
  },
});

const cannotCapture = ({ id: vm, name, kind, advice }: Unsupported): Refusal => ({
  vm,
  reason: { code: 'NotAVirtualMachine', message: `${name} is ${kind}.`, advice },
});
