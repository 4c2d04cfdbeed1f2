import type { AppAddress } from './app-host.ts';

/** The shell command that sends an alert to the app. */
export function curlCommand({ app, functionKey }: AppAddress, payloadFile: string): string {
  return [
    `curl -i ${app}/api/alerts`,
    `-H 'content-type: application/json'`,
    `-H 'x-functions-key: ${functionKey}'`,
    `--data @${payloadFile}`,
  ].join(' \\\n  ');
}
