import { readdir } from 'node:fs/promises';

/** Folder of the recorded transcripts. */
export const FIXTURES = new URL('../fixtures/', import.meta.url);

/** All recorded files, as `folder/file`. */
export async function fixtureFiles(): Promise<string[]> {
  const folders = await readdir(FIXTURES);
  const files = folders.map(async (folder) =>
    (await readdir(new URL(`${folder}/`, FIXTURES))).map((file) => `${folder}/${file}`),
  );
  return (await Promise.all(files)).flat().sort();
}
