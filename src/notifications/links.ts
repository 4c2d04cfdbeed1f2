/** Links to capture files that need no sign-in, by file URL. They are secrets: use them only in messages. */
export type FileLinks = Readonly<Record<string, string>>;

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);
const isThisMachine = ({ hostname }: URL): boolean => loopback.has(hostname);

/**
 * A URL that a message may link to: https, or http to this machine for files in local storage. Undefined
 * for any other URL, such as `javascript:`, and for one that is too long for a chat.
 */
export function safeLink(text: string | undefined): string | undefined {
  const url = text && URL.parse(text);
  if (!url || url.href.length > 2000) return undefined;
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url));
  return isSafe ? url.href : undefined;
}

/** Removes an unsafe link from an alert, since receivers and the page show it as a link. */
export function withSafeLink<A extends { link?: string }>({
  link,
  ...alert
}: A): Omit<A, 'link'> & {
  link?: string;
} {
  const safe = safeLink(link);
  return { ...alert, ...(safe !== undefined && { link: safe }) };
}

const portal = 'https://portal.azure.com/#resource';

/** URL of a resource in the portal. */
export const portalLink = (resourceId: string): string => `${portal}${encodeURI(resourceId)}`;

/** URL of a storage account's containers in the portal. */
export const storageLink = (storageAccountId: string): string =>
  `${portalLink(storageAccountId)}/storagebrowser`;

/**
 * URL of the capture page of an app. The id is in the query because a sign-in drops the fragment.
 *
 * @param host `WEBSITE_HOSTNAME`, set by the Functions host
 */
export function pageLink(host: string | undefined, id: string): string | undefined {
  if (!host) return undefined;
  const origin = URL.parse(`http://${host}`);
  const scheme = origin && isThisMachine(origin) ? 'http' : 'https';
  // The report of another instance, such as `…:0:finish`, belongs to the capture of the alert.
  const [capture = id] = id.split(':');
  return `${scheme}://${host}/api/ui?capture=${encodeURIComponent(capture)}`;
}

/**
 * URL of the page's confirmation to stop a capture. Opening it stops nothing, because chats open links for
 * previews.
 */
export function stopLink(host: string | undefined, id: string): string | undefined {
  const page = pageLink(host, id);
  return page && `${page}&do=stop`;
}
