import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { assetFiles } from '../src/ui/asset-files.ts';

// The Functions worker provides @azure/functions-core through require, and some SDKs are CommonJS.
const banner = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

interface HostJson {
  extensionBundle: { version: string };
  extensions: { durableTask: Record<string, unknown> };
}

/**
 * Builds the folder to deploy: the app bundled with its dependencies in a few files, its host.json, and
 * a package.json that names the entry. The Azure SDKs are loaded at their first use. The code is not
 * minified, so that stack traces stay readable; Azure does not charge for the size.
 *
 * @param root the folder with the app's package.json and src
 * @param target the folder to write; it is replaced
 * @param backend `durableTaskScheduler` or `azureStorage` (default)
 * @throws {Error} for another backend, or if the build fails
 */
export async function buildPackage(root: string, target: string, backend?: string): Promise<void> {
  const hostJson = await hostJsonFor(root, backend || 'azureStorage');
  await rm(target, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['src/index.ts'],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    outdir: target,
    chunkNames: 'chunks/[name]-[hash]',
    external: ['@azure/functions-core'],
    banner: { js: banner },
    logLevel: 'warning',
  });
  for (const asset of assetFiles()) {
    const copy = join(target, 'ui/assets', asset.name);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(asset.path, copy);
  }
  const { name, version, engines } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  const manifest = { name, version, private: true, type: 'module', main: 'index.js', engines };
  await writeJson(join(target, 'package.json'), manifest);
  await writeJson(join(target, 'host.json'), hostJson);
}

/** The scale controller reads the backend from host.json, so app settings cannot override it. */
async function hostJsonFor(root: string, backend: string): Promise<HostJson> {
  const hostJson = JSON.parse(await readFile(join(root, 'host.json'), 'utf8')) as HostJson;
  if (backend === 'azureStorage') return hostJson;
  if (backend !== 'durableTaskScheduler') {
    throw new Error(
      `CAPTURE_DURABLE_BACKEND is "${backend}"; it must be "azureStorage" or "durableTaskScheduler".`,
    );
  }
  // 4.32.0 is the first bundle with the provider.
  hostJson.extensionBundle.version = '[4.32.0, 5.0.0)';
  Object.assign(hostJson.extensions.durableTask, {
    hubName: '%TASKHUB_NAME%',
    storageProvider: {
      type: 'azureManaged',
      connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
    },
  });
  return hostJson;
}

const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
