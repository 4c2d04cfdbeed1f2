/** Links to capture files that need no sign-in, by the files' URLs. They are secrets: they go nowhere but into a message. */
export type FileLinks = Readonly<Record<string, string>>;

const portal = 'https://portal.azure.com/#resource';

/** Where the portal shows a resource. */
export const portalLink = (resourceId: string): string => `${portal}${encodeURI(resourceId)}`;

/** Where the portal shows the containers of a storage account. */
export const storageLink = (storageAccountId: string): string =>
  `${portalLink(storageAccountId)}/storagebrowser`;
