import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The version of the Bicep CLI that the templates are checked with: its types and rules change from one to the next. */
export const bicepVersion = '0.49.2';

/** Thrown when there is no Bicep CLI of the pinned version, and none could be fetched. */
export class BicepMissingError extends Error {
  readonly code = 'BICEP_MISSING';
}

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../node_modules/.cache/bicep/', import.meta.url));

/**
 * Runs the Bicep CLI in this folder.
 *
 * @throws {BicepMissingError} when there is none.
 * @throws {Error} with what it said, when it fails.
 */
export async function bicep(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ stdout: string; stderr: string }> {
  found ??= findBicep();
  return run(await found, args, { cwd: import.meta.dirname, env, maxBuffer: 1 << 26 });
}

let found: Promise<string> | undefined;

/** The command on the PATH if it has the pinned version, else the one from NuGet. */
async function findBicep(): Promise<string> {
  const { stdout } = await run('bicep', ['--version']).catch(() => ({ stdout: '' }));
  if (stdout.includes(` ${bicepVersion} `)) return 'bicep';

  const packageName = `Azure.Bicep.CommandLine.${platform()}`;
  const file = process.platform === 'win32' ? 'bicep.exe' : 'bicep';
  const path = join(cache, packageName.toLowerCase(), bicepVersion, 'tools', file);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) await fetchPackage(packageName);
  return path;
}

/** NuGet's own client fetches a package for a project that asks for nothing else, from whatever sources this machine has. */
async function fetchPackage(name: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const project = join(cache, 'fetch-bicep.csproj');
  await writeFile(
    project,
    `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net$(BundledNETCoreAppTargetFrameworkVersion)</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="${name}" Version="[${bicepVersion}]" />
  </ItemGroup>
</Project>
`,
  );
  try {
    await run('dotnet', ['restore', project, '--packages', cache], {
      env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
    });
  } catch (error) {
    const { code, stdout = '' } = error as { code?: unknown; stdout?: string };
    const reason =
      code === 'ENOENT' ? 'there is no dotnet command to fetch it with' : stdout.trim();
    throw new BicepMissingError(
      `Put the Bicep CLI ${bicepVersion} on the PATH, or install the .NET SDK so that it can be taken from NuGet (${name}): ${reason}`,
    );
  }
}

function platform(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { darwin: 'osx', win32: 'win' };
  return `${systems[process.platform] ?? process.platform}-${process.arch}`;
}
