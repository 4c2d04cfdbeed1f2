import { readFile } from 'node:fs/promises';

const TABLE = new URL('../../docs/conformance.md', import.meta.url);

/** The transcripts that the host differs from on purpose, from the package's docs. */
export async function knownDifferences(): Promise<ReadonlySet<string>> {
  const text = await readFile(TABLE, 'utf8');
  const rows = text.matchAll(/^\| `([\w-]+\/[^`]+)` +\|/gm);
  return new Set([...rows].map(([, name = '']) => name));
}
