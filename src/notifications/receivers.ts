import type { Settings } from '../settings.ts';

/** The formats that a notification is sent in. */
export type Format = keyof Settings['notifyUrls'];

/** Who is told. The URL is a secret; only the name goes to history, status and logs. */
export interface Receiver {
  /** As in `webhook`, `teams`, `teams-2`. */
  name: string;
  format: Format;
  url: string;
}

/** The receiver there is when no other is set: the app's own log. */
export const logReceiver = 'log';

/** The receivers that are set. */
export function receiversOf(urls: Settings['notifyUrls']): Receiver[] {
  return (Object.keys(urls) as Format[]).flatMap((format) =>
    urls[format].map((url, index) => ({
      name: index === 0 ? format : `${format}-${index + 1}`,
      format,
      url,
    })),
  );
}

/** Names of those to tell. */
export function receiverNames(urls: Settings['notifyUrls']): string[] {
  const names = receiversOf(urls).map(({ name }) => name);
  return names.length > 0 ? names : [logReceiver];
}
