import * as v from 'valibot';
import type { Dimension } from './dimensions.ts';
import { scalar } from './dimensions.ts';
import { fields, readable, readableItems } from './fields.ts';

// Source: "Sample payloads for log search alerts", learn.microsoft.com/azure/azure-monitor/alerts/alerts-log-webhook.
const table = fields({
  columns: v.array(fields({ name: v.string() })),
  rows: v.array(v.array(v.unknown())),
});

/** The rows of a query result, each a list of cells; empty when there is no result. */
export const searchResults = v.pipe(
  readable(fields({ tables: readableItems(table) }), { tables: [] }),
  v.transform(({ tables }): Dimension[][] =>
    tables.flatMap(({ columns, rows }) =>
      rows.map((row) =>
        columns.flatMap(({ name }, index) => {
          const cell = v.safeParse(scalar, row[index]);
          return cell.success ? [{ name, value: cell.output }] : [];
        }),
      ),
    ),
  ),
);
