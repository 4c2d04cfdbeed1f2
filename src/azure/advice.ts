interface Circumstance {
  step: string;
  code: string;
  statusCode: number | undefined;
  transient: boolean;
}

const byStep: Record<string, string> = {
  resolveWatcher:
    'Check that the machine still exists, and that Azure answers for its subscription.',
  enforceLimit: 'Check the Network Watcher of the region.',
  createCapture:
    'Check the storage account (region, kind, shared keys permitted) and the Network Watcher agent on the machine.',
  queryCapture: 'Look at the session in the portal, under Network Watcher, Packet capture.',
  stopCapture: 'Stop the session in the portal, under Network Watcher, Packet capture.',
  finalizeCapture: 'Look for the file in the storage account.',
  deleteCapture: 'Delete the session in the portal, under Network Watcher, Packet capture.',
  notify: 'Check NOTIFY_URL, and that its receiver is up.',
};

/** What to do about a failed call to Azure, as far as its status and code tell. */
export function adviceFor({ step, code, statusCode, transient }: Circumstance): string {
  if (/Credential|Authentication(Required|Error)/.test(code) || statusCode === 401) {
    return 'Give the app an identity: a managed one in Azure, or a signed-in Azure CLI on a workstation.';
  }
  if (statusCode === 403) {
    return step === 'finalizeCapture' || step === 'summarizeTraffic'
      ? "Give the app's identity the role Storage Blob Data Contributor on the storage account of the captures."
      : "Give the app's identity the right that the message names.";
  }
  if (statusCode === 429)
    return 'Azure throttles the subscription; the next alert may fare better.';
  if (transient)
    return 'Azure could not be reached, or failed, again and again; see its status page.';
  return byStep[step] ?? 'Look in the logs of the app for this instance.';
}
