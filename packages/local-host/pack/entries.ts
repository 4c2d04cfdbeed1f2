import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Writes, for modules of a compiled package, what its `exports` point to: a CommonJS and an ES module that
 * load the module with Node's own loader. Test runners such as jest have a loader of their own, which
 * neither lets CommonJS require an ES module nor gives the app's files the host's `@azure/functions-core`.
 * They replace `process` too, so it is taken from the main context.
 *
 * @param modules paths without extension, relative to `dist`
 */
export async function writeEntries(dist: string, modules: readonly string[]): Promise<void> {
  for (const module of modules) {
    const compiled = join(dist, `${module}.js`);
    const entry = join(dist, 'entries', module);
    const up = '../'.repeat(module.split('/').length);
    const load = (from: string) =>
      `process.getBuiltinModule('node:vm').runInThisContext('process')` +
      `.getBuiltinModule('node:module').createRequire(${from})('${up}${module}.js')`;
    const names = Object.keys((await import(pathToFileURL(compiled).href)) as object);
    await mkdir(dirname(entry), { recursive: true });
    await writeFile(`${entry}.cjs`, `module.exports = ${load('__filename')};\n`);
    await writeFile(
      `${entry}.js`,
      `export const { ${names.join(', ')} } = ${load('import.meta.url')};\n`,
    );
  }
}
