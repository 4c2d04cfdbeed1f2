/** The addresses and keys to mask in a text: those of the host that produced it. */
export interface MaskOptions {
  /** `HOST:PORT` of every address of the host. */
  hosts: readonly string[];
  /** Placeholders by key. */
  keys: ReadonlyMap<string, string>;
}

/** Addresses and keys in the recordings. */
export const RECORDED: MaskOptions = {
  hosts: ['127.0.0.1:20180', '127.0.0.1:17071', '127.0.0.1:7500', '127.0.0.1:7520'],
  keys: new Map([
    ['SYSTEM_KEY', '{system key}'],
    ['code=KEY', 'code={system key}'],
  ]),
};

type Replacement = [RegExp, string | ((...groups: string[]) => string)];

const REPLACEMENTS: readonly Replacement[] = [
  // Stack frames, recorded as {at}, at any depth of JSON within JSON.
  [/(StackTrace:)\s+at [^\\"]+/g, '$1 {at}'],
  [/((?:\\n|")\s*)at [^\\"]+/g, '$1{at}'],
  [/(?:(?<!\\)\\+[nr]|\s)+(?:\{at\})?|\{at\}/g, (run: string) => (run.endsWith('{at}') ? '' : run)],
  [/StackTrace: (?=[\\"])/g, 'StackTrace:'],
  // Runs of one character were recorded as their length.
  [/([a-z])\1{999,}/g, (run: string, letter: string) => `{${letter} x ${run.length}}`],
  [/(are the known \w+ functions: )'[^.]*'\./g, '$1{functions}.'],
  [/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)/g, '{second}'],
  [/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|\+00:00)?/g, '{time}'],
  // Data with which an entity's mailbox orders its messages, and transport headers of an HTTP answer.
  [/,"sorter":\{"ReceivedFromInstance":.*?\}\},"ReceiveHorizon":"[^"]*"\}/g, ''],
  [/("Result":\{"statusCode":\d+,"headers":)\{[^}]*\}/g, '$1{}'],
  [/(\\"statusCode\\":\d+,\\"headers\\":)\{[^}]*\}/g, '$1{}'],
  [/"(duration|startTime)":\d+/g, '"$1":0'],
  [/"processUptime":\d+/g, '"processUptime":0'],
  [/"version(Details)?":"[\d.]+"/g, '"version$1":"{version}"'],
  [/"id":"[^"]*"(?=,"state":)/g, '"id":"{host id}"'],
  [/"computerName":"[^"]*"/g, '"computerName":""'],
  [/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} 20\d\d \d\d:\d\d:\d\d GMT/g, '{date}'],
];

const MADE_UP_ID =
  /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})\b/g;

/**
 * Replaces the parts of a text that differ between any two hosts: addresses, keys, times, stacks, runs
 * of one character and the app's list of functions. Generated ids become numbers in the order of their
 * first occurrence, so that the comparison still shows which of them are equal.
 */
export function mask(text: string, { hosts, keys }: MaskOptions): string {
  let masked = text;
  for (const [key, mark] of keys) masked = masked.replaceAll(key, mark);
  for (const host of hosts) masked = masked.replaceAll(host, '{host}');
  for (const [pattern, replacement] of REPLACEMENTS) {
    masked = masked.replace(pattern, replacement as string);
  }
  const ids = new Map<string, string>();
  return masked.replace(MADE_UP_ID, (id) => {
    const kind = id.includes('-') ? 'guid' : 'hex';
    const known = ids.get(id) ?? `{${kind} ${ids.size + 1}}`;
    ids.set(id, known);
    return known;
  });
}
