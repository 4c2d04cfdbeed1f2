import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';

const template = await readFile(new URL('../../examples/alert.json', import.meta.url), 'utf8');

/** A fresh alert, as JSON text, for a machine of that name. */
export function alertFor(machine: string): string {
  const payload = JSON.parse(template) as {
    data: {
      essentials: { alertId: string; alertTargetIDs: string[]; configurationItems: string[] };
    };
  };
  const { essentials } = payload.data;
  const [target = ''] = essentials.alertTargetIDs;
  essentials.alertId = essentials.alertId.replace(/[^/]+$/, randomUUID());
  essentials.alertTargetIDs = [target.replace(/[^/]+$/, machine)];
  essentials.configurationItems = [machine];
  return JSON.stringify(payload);
}
