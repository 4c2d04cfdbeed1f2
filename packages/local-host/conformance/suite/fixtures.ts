import { readdir } from 'node:fs/promises';

/** Where the recorded transcripts are. */
export const FIXTURES = new URL('../fixtures/', import.meta.url);

/** Every recorded file, as `folder/file`. */
export async function fixtureFiles(): Promise<string[]> {
  const folders = await readdir(FIXTURES);
  const files = folders.map(async (folder) =>
    (await readdir(new URL(`${folder}/`, FIXTURES))).map((file) => `${folder}/${file}`),
  );
  return (await Promise.all(files)).flat().sort();
}
