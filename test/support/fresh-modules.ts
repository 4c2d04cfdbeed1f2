import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const versionOf = (url: string | undefined): string | null =>
  url?.startsWith('file:') ? new URL(url).searchParams.get('version') : null;

/**
 * Makes an import with `?version=<text>` load its module, and all modules of the same folder that it
 * imports, anew. `node:test` becomes the module at `testUrl` for them, if it is given.
 */
export function loadFreshModules(folder: string, testUrl?: string): void {
  const root = `${pathToFileURL(resolve(folder)).href}/`;
  const sources = new Map<string, string>();
  registerHooks({
    resolve(specifier, context, next) {
      const version = versionOf(context.parentURL);
      if (version === null) return next(specifier, context);
      if (specifier === 'node:test' && testUrl !== undefined)
        return { url: testUrl, shortCircuit: true };
      const found = next(specifier, context);
      const isOwn = found.url.startsWith(root) && !found.url.includes('/node_modules/');
      if (!isOwn || !found.url.endsWith('.ts')) return found;
      return { ...found, url: `${found.url}?version=${version}` };
    },
    load(url, context, next) {
      if (versionOf(url) === null) return next(url, context);
      const path = fileURLToPath(url);
      let source = sources.get(path);
      if (source === undefined) {
        source = stripTypeScriptTypes(readFileSync(path, 'utf8'));
        sources.set(path, source);
      }
      return { format: 'module', source, shortCircuit: true };
    },
  });
}
