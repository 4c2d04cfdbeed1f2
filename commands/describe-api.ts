import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { apiDescription } from './api-description.ts';
import { apiGuide } from './api-guide.ts';

const root = new URL('../', import.meta.url);

/** The generated files, by path from the root of the repository. */
export async function apiFiles(): Promise<Record<string, string>> {
  const description = apiDescription();
  const texts = {
    'src/triggers/openapi.json': JSON.stringify(description),
    'docs/api.md': apiGuide(description),
  };
  const formatted = Object.entries(texts).map(async ([path, text]) => {
    const filepath = fileURLToPath(new URL(path, root));
    return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return Object.fromEntries(await Promise.all(formatted));
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await apiFiles())) {
    await writeFile(new URL(path, root), text);
  }
}
