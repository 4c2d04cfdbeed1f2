import type { AppAddress } from './app-host.ts';

/** The URL of the capture page with the key in the fragment, which browsers do not send. */
export const pageUrl = ({ app, functionKey }: AppAddress, id?: string): string =>
  `${app}/api/ui#${id === undefined ? '/' : `/captures/${id}`}?code=${encodeURIComponent(functionKey)}`;
