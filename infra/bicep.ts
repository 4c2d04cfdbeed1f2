import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Pinned version of the Bicep CLI that checks the templates. Its types and rules change between versions. */
export const bicepVersion = '0.49.2';

/** Thrown when the pinned version of the Bicep CLI is missing and cannot be fetched. */
export class BicepMissingError extends Error {
  readonly code = 'BICEP_MISSING';
}

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../node_modules/.cache/bicep/', import.meta.url));

/**
 * Runs the Bicep CLI in this folder.
 *
 * @throws {BicepMissingError} when the CLI is missing.
 * @throws {Error} with the CLI's output when it fails.
 */
export async function bicep(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ stdout: string; stderr: string }> {
  found ??= findBicep();
  return run(await found, args, { cwd: import.meta.dirname, env, maxBuffer: 1 << 26 });
}

let found: Promise<string> | undefined;

/** The command on the PATH if it has the pinned version, otherwise the one from NuGet. */
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

/** Restores a project with this one package, so that NuGet uses the sources configured on this machine. */
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
