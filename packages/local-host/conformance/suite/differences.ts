import { readFile } from 'node:fs/promises';

const TABLE = new URL('../../docs/conformance.md', import.meta.url);

/** Transcripts from which the host differs on purpose, as listed in the package's docs. */
export async function knownDifferences(): Promise<ReadonlySet<string>> {
  const text = await readFile(TABLE, 'utf8');
  const rows = text.matchAll(/^\| `([\w-]+\/[^`]+)` +\|/gm);
  return new Set([...rows].map(([, name = '']) => name));
}
