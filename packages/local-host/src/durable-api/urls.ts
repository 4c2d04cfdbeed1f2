/** URL and query of a task hub's management API, as clients see them. */
export interface ApiLocation {
  /** `http://HOST/runtime/webhooks/durabletask`. */
  base: string;
  /** `taskHub=…&connection=…&code=…`. */
  query: string;
}

/** Default connection name of the storage provider in host.json. */
export const DEFAULT_CONNECTION = 'Storage';

/** The query that every management URL contains. */
export function requiredQuery(hubName: string, key: string): string {
  return `taskHub=${hubName}&connection=${DEFAULT_CONNECTION}&code=${key}`;
}

/** Management URLs of an instance, with the names that the extension uses. */
export function managementUrls({ base, query }: ApiLocation, id: string, escapedId = id) {
  const instance = `${base}/instances/${escapedId}`;
  const withReason = (operation: string) => `${instance}/${operation}?reason={text}&${query}`;
  return {
    id,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: withReason('terminate'),
    rewindPostUri: withReason('rewind'),
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: withReason('suspend'),
    resumePostUri: withReason('resume'),
  };
}

/** URLs for starting instances, with the placeholders that the SDK replaces. */
export function creationUrls({ base, query }: ApiLocation) {
  const start = `${base}/orchestrators/{functionName}[/{instanceId}]?${query}`;
  return {
    createNewInstancePostUri: start,
    createAndWaitOnNewInstancePostUri: `${start}&timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}`,
  };
}

/**
 * The value of a `durableClient` input binding (`durable-functions` `OrchestrationClientInputData`).
 * The SDK calls `rpcBaseUrl` without a key, so that URL must not be guessable.
 */
export function clientBinding(hubName: string, location: ApiLocation, rpcBaseUrl: string) {
  return {
    taskHubName: hubName,
    creationUrls: creationUrls(location),
    managementUrls: managementUrls(location, 'INSTANCEID'),
    baseUrl: location.base,
    requiredQueryStringParameters: location.query,
    rpcBaseUrl,
  };
}
