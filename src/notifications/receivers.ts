import type { Settings } from '../settings.ts';

/** Format of a notification. */
export type Format = keyof Settings['notifyUrls'];

/** A receiver of notifications. The URL is a secret: history, status and logs contain only the name. */
export interface Receiver {
  /** Such as `webhook`, `teams` or `teams-2`. */
  name: string;
  format: Format;
  url: string;
}

/** The default receiver when none is configured: the app's log. */
export const logReceiver = 'log';

/** The configured receivers. */
export function receiversOf(urls: Settings['notifyUrls']): Receiver[] {
  return (Object.keys(urls) as Format[]).flatMap((format) =>
    urls[format].map((url, index) => ({
      name: index === 0 ? format : `${format}-${index + 1}`,
      format,
      url,
    })),
  );
}

/** Names of the configured receivers. */
export function receiverNames(urls: Settings['notifyUrls']): string[] {
  const names = receiversOf(urls).map(({ name }) => name);
  return names.length > 0 ? names : [logReceiver];
}
