/** A row of the table of Azure error codes. docs/troubleshoot.md shows the same rows. */
export interface ErrorAdvice {
  /** Error codes; `*` matches any text. */
  codes: readonly string[];
  cause: string;
  /** What to do. */
  advice: string;
  /** The assignment, lock or action that the error names, shown before the advice. */
  detail?: (text: string) => string | undefined;
}

const firstOf =
  (pattern: RegExp, sentence: (...found: string[]) => string) =>
  (text: string): string | undefined => {
    const match = pattern.exec(text);
    return match === null
      ? undefined
      : sentence(...match.slice(1).map((part) => part.slice(0, 300)));
  };

/** The row for a missing Azure Resource Manager permission. */
export const missingRight: ErrorAdvice = {
  codes: ['AuthorizationFailed', 'LinkedAuthorizationFailed', 'LinkedAccessCheckFailed'],
  cause: 'the identity lacks a right, or its role was assigned a moment ago',
  advice:
    "Give the app's identity the right that the message names, by a role on that scope. The app tries for five minutes; a new assignment takes up to ten minutes.",
  // The message about a linked scope first names the action that the identity may perform.
  detail: firstOf(
    /(?:not have authorization to perform action|not have permission to perform action\(s\)) '([^']{1,300})'[^']{0,80}scope(?:\(s\))? '([^']{1,600})'/,
    (action, scope) => `The action is ${action} on ${scope}.`,
  ),
};

/** The row for a missing permission on the contents of a storage account. */
export const missingBlobRight: ErrorAdvice = {
  codes: ['AuthorizationPermissionMismatch', 'InsufficientAccountPermissions'],
  cause: "the identity may not read or write the storage account's blobs",
  advice:
    "Give the app's identity the role Storage Blob Data Contributor on the storage account of the captures.",
};

/**
 * Advice by Azure error code. The first row that matches the code applies.
 * Source: "Common Azure deployment errors", learn.microsoft.com/azure/azure-resource-manager/troubleshooting;
 * "Common REST API error codes", learn.microsoft.com/rest/api/storageservices.
 */
export const errorAdvice: readonly ErrorAdvice[] = [
  {
    codes: ['RequestDisallowedByPolicy', 'PolicyViolation', 'RequestDisallowedByAzure'],
    cause: 'an Azure Policy assignment denies the request',
    advice:
      'Ask the owner of the policy assignment for an exemption for packet captures, at the scope of the Network Watcher.',
    detail: firstOf(
      /"policyAssignment(?:Name|DisplayName|Id)?"\s?:\s?(?:\{\s?"(?:name|id)"\s?:\s?)?"([^"]{1,300})"/,
      (assignment) => `The policy assignment is ${assignment}.`,
    ),
  },
  {
    codes: ['ScopeLocked'],
    cause: 'a lock on the resource, its group or its subscription forbids the operation',
    advice: 'Remove the lock, or exclude the Network Watcher from it; deletion is tried again.',
    detail: firstOf(/locked: '([^']{1,600})'/, (scope) => `The lock is on ${scope}.`),
  },
  {
    codes: ['ReadOnlyDisabledSubscription', 'SubscriptionDisabled', 'DisabledSubscription'],
    cause: 'the subscription is disabled, often for its billing',
    advice: 'Enable the subscription again, in the portal under Subscriptions.',
  },
  {
    codes: ['SubscriptionNotFound', 'InvalidSubscriptionId'],
    cause: 'the subscription does not exist, or belongs to another tenant',
    advice: "Check the subscription in the resource id, and the tenant of the app's identity.",
  },
  {
    codes: [
      'MissingSubscriptionRegistration',
      'SubscriptionNotRegistered',
      'NoRegisteredProviderFound',
    ],
    cause: 'a resource provider is not registered in the subscription',
    advice: 'Register it: az provider register --namespace Microsoft.Network (or the one named).',
    detail: firstOf(/namespace '([\w.]{1,100})'/, (namespace) => `The provider is ${namespace}.`),
  },
  {
    codes: ['*QuotaExceeded', 'OperationNotAllowed'],
    cause: 'a quota of the subscription is used up, or the state of the resource forbids it',
    advice: 'Ask for a higher quota in the portal under Quotas, or check the state of the machine.',
  },
  {
    codes: ['*LimitReached', '*LimitExceeded', '*CountExceeded'],
    cause: "the service's own limit is reached",
    advice: 'Delete packet captures that no one needs in this region, or lower CAPTURE_LIMIT.',
  },
  {
    codes: ['AuthorizationFailure', 'IpAuthorizationError', 'PublicNetworkAccessDisabled'],
    cause:
      'the firewall of the storage account refuses the app, or it is reachable only by private endpoint',
    advice:
      "Allow trusted Microsoft services and the app's subnet in the account's network rules, or give the app a private endpoint to it.",
  },
  {
    codes: ['KeyBasedAuthenticationNotPermitted'],
    cause: 'the storage account does not permit shared keys',
    advice: 'Permit shared keys on this account: Network Watcher has no other way to write.',
  },
  missingBlobRight,
  missingRight,
  {
    codes: ['DenyAssignmentAuthorizationFailed'],
    cause: 'a deny assignment forbids the action, whatever the roles of the identity',
    advice:
      "Have the app's identity excluded from the deny assignment, which belongs to a managed application or a deployment stack.",
    detail: firstOf(
      /deny assignment with name '([^']{1,300})'/,
      (name) => `The deny assignment is ${name}.`,
    ),
  },
  {
    codes: [
      'CredentialUnavailableError',
      'AggregateAuthenticationError',
      'AuthenticationRequiredError',
      'AuthenticationError',
      'InvalidAuthenticationToken*',
      'ExpiredAuthenticationToken',
      'AuthenticationFailed',
    ],
    cause: 'the app has no identity, or its token is not accepted',
    advice:
      'Give the app an identity: a managed one in Azure, or a signed-in Azure CLI on a workstation.',
  },
  {
    codes: ['ResourceNotFound', 'ResourceGroupNotFound', 'ParentResourceNotFound', 'NotFound'],
    cause: 'the machine, or another resource of the capture, is gone',
    advice:
      'Check that the machine still exists, and that the resource ids in the settings are right.',
  },
  {
    codes: ['AnotherOperationInProgress', 'RetryableError', 'OperationPreempted'],
    cause: 'two operations on one resource met',
    advice: 'Nothing: it is tried again for five minutes.',
  },
  {
    codes: ['TooManyRequests', 'SubscriptionRequestsThrottled', 'ServerBusy'],
    cause: 'Azure throttles the subscription',
    advice: 'Azure throttles the subscription; the next alert may fare better.',
  },
  {
    codes: ['VMAgentStatusCommunicationError', 'VMExtension*'],
    cause: 'the Azure VM agent of the machine does not respond, or an extension failed',
    advice: "Check the machine's VM agent and extensions in the portal.",
  },
];

/** The row for a code, without regard to case; undefined when there is none. */
export const adviceRowFor = (code: string): ErrorAdvice | undefined =>
  errorAdvice.find(({ codes }) => codes.some((pattern) => matches(pattern, code)));

function matches(pattern: string, code: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), code.toLowerCase()];
  if (wanted.startsWith('*')) return given.endsWith(wanted.slice(1));
  if (wanted.endsWith('*')) return given.startsWith(wanted.slice(0, -1));
  return given === wanted;
}
