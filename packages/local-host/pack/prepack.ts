import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeEntries } from './entries.ts';
import { publishedManifest, type Manifest } from './manifest.ts';

/*
 * npm runs this before it packs: compiles the sources, and puts the manifest of the package in the place
 * of that of the workspace, where the sources run unbuilt. postpack.ts puts the latter back.
 */

const root = join(import.meta.dirname, '..');
const manifest = join(root, 'package.json');
const dist = join(root, 'dist');

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
await writeEntries(dist, ['index', 'testing/index', 'replay/index']);

copyFileSync(manifest, join(root, '.workspace-package.json'));
const published = publishedManifest(JSON.parse(readFileSync(manifest, 'utf8')) as Manifest);
writeFileSync(manifest, `${JSON.stringify(published, undefined, 2)}\n`);
