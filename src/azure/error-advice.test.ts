import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { errorAdvice } from './error-advice.ts';
import { toFailure } from './errors.ts';

const guide = readFileSync(new URL('../../docs/troubleshoot.md', import.meta.url), 'utf8');

test('the guide has the same table of codes as the code', () => {
  const [, section = ''] = guide.split(/^## Error codes of Azure$/m);
  const [table = ''] = section.split(/^## /m);
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.replaceAll(/\s+/g, ' ').trim());
  assert.deepEqual(
    rows,
    errorAdvice.map(({ codes, cause, advice }) => {
      const shown = codes.map((code) => `\`${code}\``).join(', ');
      return `| ${shown} | ${cause} | ${advice} |`;
    }),
  );
});

interface Case {
  code: string;
  statusCode?: number;
  message?: string;
  details?: unknown;
  step?: string;
}

const adviceFor = ({ step = 'createCapture', message = 'No.', ...more }: Case): string =>
  toFailure(Object.assign(new Error(message), more), step).advice;

describe('advice fits the error', () => {
  const group = '/subscriptions/s/resourceGroups/rg';
  const cases: [what: string, error: Case, says: RegExp][] = [
    [
      'a policy that denies, by the identifiers in the message',
      {
        code: 'RequestDisallowedByPolicy',
        statusCode: 403,
        message: `Resource 'pc' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"No captures","id":"${group}/providers/Microsoft.Authorization/policyAssignments/x"}}]'.`,
      },
      /^The policy assignment is No captures\. .*exemption/,
    ],
    [
      'a policy that denies, by the details',
      {
        code: 'RequestDisallowedByPolicy',
        statusCode: 403,
        details: { additionalInfo: [{ info: { policyAssignmentName: 'deny-captures' } }] },
      },
      /^The policy assignment is deny-captures\. .*exemption/,
    ],
    ['a policy that is not named', { code: 'RequestDisallowedByPolicy' }, /^Ask .*exemption/],
    [
      'a lock',
      {
        code: 'ScopeLocked',
        statusCode: 409,
        step: 'deleteCapture',
        message: `The scope '${group}/x' cannot perform delete operation because following scope(s) are locked: '${group}'. Please remove the lock and try again.`,
      },
      /^The lock is on \/subscriptions\/s\/resourceGroups\/rg\. Remove the lock/,
    ],
    [
      'a right that is lacking',
      {
        code: 'AuthorizationFailed',
        statusCode: 403,
        message: `The client 'c' with object id 'o' does not have authorization to perform action 'Microsoft.Network/networkWatchers/packetCaptures/write' over scope '${group}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      },
      /^The action is Microsoft\.Network\/networkWatchers\/packetCaptures\/write on \/subscriptions\/s\/resourceGroups\/rg\. .* ten minutes/,
    ],
    [
      'a right that is lacking on a linked resource',
      {
        code: 'LinkedAuthorizationFailed',
        statusCode: 403,
        message: `The client 'c' with object id 'o' has permission to perform action 'Microsoft.Network/networkWatchers/packetCaptures/write' on scope '${group}/pc'; however, it does not have permission to perform action(s) 'Microsoft.Storage/storageAccounts/listServiceSas/action' on the linked scope(s) '${group}/account' (respectively) or the linked scope(s) are invalid.`,
      },
      /^The action is Microsoft\.Storage\/storageAccounts\/listServiceSas\/action on \/subscriptions\/s\/resourceGroups\/rg\/account\. Give/,
    ],
    [
      'a deny assignment',
      {
        code: 'DenyAssignmentAuthorizationFailed',
        statusCode: 403,
        message: `The client 'c' has permission to perform action 'Microsoft.Network/networkWatchers/packetCaptures/write' on scope '${group}'; however, the access is denied because of the deny assignment with name 'Managed' and Id 'i' at scope '${group}'.`,
      },
      /^The deny assignment is Managed\. Have the app's identity excluded/,
    ],
    [
      'a policy that denies, by the id of its assignment',
      {
        code: 'RequestDisallowedByPolicy',
        statusCode: 403,
        details: { additionalInfo: [{ info: { policyAssignmentId: `${group}/deny` } }] },
      },
      /^The policy assignment is \/subscriptions\/s\/resourceGroups\/rg\/deny\. .*exemption/,
    ],
    ['a quota of a resource', { code: 'ResourceQuotaExceeded' }, /^Ask for a higher quota/],
    [
      'a disabled subscription',
      { code: 'ReadOnlyDisabledSubscription', statusCode: 409 },
      /Enable the subscription/,
    ],
    [
      'a provider that is not registered',
      {
        code: 'MissingSubscriptionRegistration',
        statusCode: 409,
        message: "The subscription is not registered to use namespace 'Microsoft.Network'.",
      },
      /^The provider is Microsoft\.Network\. Register it/,
    ],
    ['a limit of the service', { code: 'PacketCaptureLimitReached' }, /Delete packet captures/],
    ['a quota', { code: 'QuotaExceeded' }, /Quotas/],
    [
      'the firewall of the storage',
      { code: 'AuthorizationFailure', statusCode: 403, step: 'finalizeCapture' },
      /network rules/,
    ],
    ['a right on blobs', { code: 'AuthorizationPermissionMismatch', statusCode: 403 }, /Blob Data/],
    ['any 403', { code: 'Forbidden', statusCode: 403 }, /right that the message names/],
    ['any 401', { code: 'Unauthorized', statusCode: 401 }, /identity/],
    ['any 429', { code: 'X', statusCode: 429 }, /throttles/],
    [
      'a sentence about storage',
      { code: 'BadRequest', statusCode: 400, message: 'The SAS token is not valid.' },
      /^Check that the storage account/,
    ],
    ['anything else', { code: 'BadRequest', statusCode: 400 }, /Network Watcher agent/],
  ];
  for (const [what, error, says] of cases) {
    test(what, () => assert.match(adviceFor(error), says));
  }
});

describe('an error that no table knows', () => {
  const odd = { code: 'Odd', statusCode: 418 };

  const places: [step: string, place: RegExp][] = [
    ['resolveWatcher', /^Check that the machine/],
    ['enforceLimit', /Network Watcher of the region/],
    ['createCapture', /storage account.*Network Watcher agent/],
    ['queryCapture', /^Look at the session in the portal/],
    ['stopCapture', /^Stop the session in the portal/],
    ['finalizeCapture', /the file in the storage account/],
    ['deleteCapture', /^Delete the session in the portal/],
    ['notify', /NOTIFY_URL/],
    ['a step without a place', /logs of the app/],
  ];
  for (const [step, place] of places) {
    test(`in ${step} says where to look`, () => {
      assert.match(adviceFor({ ...odd, step }), place);
    });
  }

  test('after the last try of a transient failure points to the status page, in any step', () => {
    for (const step of ['resolveWatcher', 'createCapture', 'notify']) {
      assert.match(adviceFor({ ...odd, statusCode: 503, step }), /again and again.*status page/);
    }
  });

  test('whose message is about storage points to the account, except from a receiver', () => {
    const message = 'The blob is locked.';
    assert.match(adviceFor({ ...odd, message }), /^Check that the storage account/);
    assert.match(adviceFor({ ...odd, message, step: 'notify' }), /NOTIFY_URL/);
  });

  test('with status 403 on a blob names the role to assign', () => {
    for (const step of ['finalizeCapture', 'summarizeTraffic']) {
      const advice = adviceFor({ ...odd, statusCode: 403, step });
      assert.match(advice, /Storage Blob Data Contributor/);
    }
  });
});
