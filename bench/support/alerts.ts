import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';

interface Payload {
  data: {
    essentials: { alertId: string; alertTargetIDs: string[]; configurationItems: string[] };
  };
}

const template = await readFile(new URL('../../examples/alert.json', import.meta.url), 'utf8');

/** Resource id of a machine. */
export function vmId(machine: string): string {
  const [target = ''] = (JSON.parse(template) as Payload).data.essentials.alertTargetIDs;
  return withLastSegment(target, machine);
}

/** A new alert for a machine, as JSON text. */
export function alertFor(machine: string): string {
  const payload = JSON.parse(template) as Payload;
  const { essentials } = payload.data;
  essentials.alertId = withLastSegment(essentials.alertId, randomUUID());
  essentials.alertTargetIDs = [vmId(machine)];
  essentials.configurationItems = [machine];
  return JSON.stringify(payload);
}

const withLastSegment = (id: string, name: string): string =>
  `${id.slice(0, id.lastIndexOf('/') + 1)}${name}`;
