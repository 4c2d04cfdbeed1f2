import * as v from 'valibot';
import { invalidBody } from '../model/arm-error.ts';
import { parseResourceId } from '../model/resource-id.ts';
import { check } from '../model/schema-issues.ts';
import { parseAddressField, parsePortField } from '../traffic/filter-syntax.ts';
import type { CaptureProperties } from '../model/session.ts';

const UINT32 = 4294967295;
const PROTOCOLS = ['TCP', 'UDP', 'Any'] as const;

const whole = (from: number, to: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));

/** Accepts any letter case: Azure PowerShell sends `Tcp`, and the service returns `TCP` (recorded). */
const Protocol = v.pipe(
  v.string(),
  v.transform((text) => PROTOCOLS.find((one) => one.toLowerCase() === text.toLowerCase()) ?? text),
  v.picklist(PROTOCOLS),
);

// Ranges and defaults: networkWatcher.json of azure-rest-api-specs, 2026-01-01.
const CreateBody = v.object({
  properties: v.object({
    target: v.string(),
    targetType: v.optional(v.picklist(['AzureVM', 'AzureVMSS'])),
    scope: v.optional(
      v.object({
        include: v.optional(v.array(v.string()), []),
        exclude: v.optional(v.array(v.string()), []),
      }),
      {},
    ),
    bytesToCapturePerPacket: v.optional(whole(0, UINT32), 0),
    totalBytesPerSession: v.optional(whole(0, UINT32), 1073741824),
    timeLimitInSeconds: v.optional(whole(0, 18000), 18000),
    continuousCapture: v.optional(v.nullable(v.boolean())),
    captureSettings: v.optional(
      v.object({
        fileCount: v.optional(whole(0, 10000), 10),
        fileSizeInBytes: v.optional(whole(0, UINT32), 104857600),
        sessionTimeLimitInSeconds: v.optional(whole(0, 604800), 86400),
      }),
    ),
    storageLocation: v.object({
      storageId: v.optional(v.string()),
      storagePath: v.optional(v.string()),
      filePath: v.optional(v.string()),
      localPath: v.optional(v.string()),
    }),
    filters: v.optional(
      v.array(
        v.object({
          protocol: v.optional(Protocol, 'Any'),
          localIPAddress: v.optional(v.string(), ''),
          remoteIPAddress: v.optional(v.string(), ''),
          localPort: v.optional(v.string(), ''),
          remotePort: v.optional(v.string(), ''),
        }),
      ),
      [],
    ),
  }),
});

/**
 * Parses the body of a packet capture PUT and adds the service's defaults.
 * @throws {ArmError} 400 with the invalid field and its allowed values.
 */
export function parseCreateBody(body: unknown): CaptureProperties {
  const result = check(CreateBody, body);
  if ('issues' in result) throw invalidBody(`${result.summary}.`);
  const { properties } = result.value;
  const target = parseResourceId(properties.target);
  if (!target) {
    throw invalidBody(`properties.target '${properties.target}' is not a resource id.`);
  }
  const isScaleSet = target.type.toLowerCase() === 'microsoft.compute/virtualmachinescalesets';
  checkStorage(properties.storageLocation, properties.continuousCapture);
  properties.filters.forEach((filter, index) => {
    for (const field of ['localIPAddress', 'remoteIPAddress', 'localPort', 'remotePort'] as const) {
      checkField(`properties.filters.${index}.${field}`, () =>
        field.endsWith('Port') ? parsePortField(filter[field]) : parseAddressField(filter[field]),
      );
    }
  });
  return {
    ...properties,
    targetType: properties.targetType ?? (isScaleSet ? 'AzureVMSS' : 'AzureVM'),
  };
}

function checkField(name: string, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw invalidBody(`${name}: ${(error as Error).message}.`);
  }
}

function checkStorage(
  location: CaptureProperties['storageLocation'],
  continuous: boolean | null | undefined,
): void {
  const { storageId, storagePath, filePath, localPath } = location;
  if (!storageId && !filePath && !localPath) {
    throw invalidBody('properties.storageLocation must hold storageId, filePath or localPath.');
  }
  if (storageId && !parseResourceId(storageId)) {
    throw invalidBody(`properties.storageLocation.storageId '${storageId}' is not a resource id.`);
  }
  if (storagePath && !URL.canParse(storagePath)) {
    throw invalidBody(`properties.storageLocation.storagePath '${storagePath}' is not a URI.`);
  }
  if (filePath && continuous != null) {
    throw invalidBody('properties.storageLocation.filePath cannot go with continuousCapture.');
  }
  if (localPath && continuous == null) {
    throw invalidBody('properties.storageLocation.localPath needs continuousCapture.');
  }
}
