import * as v from 'valibot';
import type { Mentions } from './mentions.ts';
import { joinMentions, mentionsIn } from './mentions.ts';

// Source: "Log alert payload", learn.microsoft.com/azure/azure-monitor/alerts/alerts-log-webhook.
const results = v.object({
  tables: v.array(
    v.object({
      columns: v.array(v.object({ name: v.string() })),
      rows: v.array(v.array(v.unknown())),
    }),
  ),
});

/** What the rows of a query's result are about; nothing where there is no such result. */
export function mentionsInResults(value: unknown): Mentions {
  const parsed = v.safeParse(results, value);
  const tables = parsed.success ? parsed.output.tables : [];
  const rows = tables.flatMap(({ columns, rows: held }) =>
    held.map((row) =>
      columns.flatMap(({ name }, index) => {
        const cell = row[index];
        return typeof cell === 'string' ? [{ name, value: cell }] : [];
      }),
    ),
  );
  return joinMentions(rows.map(mentionsIn));
}
