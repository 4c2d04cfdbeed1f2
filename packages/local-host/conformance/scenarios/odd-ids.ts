import type { Scenario } from '../suite/scenario.ts';

/** Ids with characters that are special in URLs or to the extension. */
export const oddIds: Scenario = { name: 'odd-ids', app: 'app', folder: 'odd-ids', before: {} };
