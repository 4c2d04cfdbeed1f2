import * as v from 'valibot';
import { fields, readable, readableItems } from './fields.ts';

/** A dimension of an alert's condition, such as `{ name: 'Computer', value: 'web-03' }`. */
export interface Dimension {
  name: string;
  value: string;
}

const scalar = v.union([v.string(), v.number(), v.boolean()]);
const dimension = fields({ name: v.string(), value: v.pipe(scalar, v.transform(String)) });

/** The readable dimensions. Unreadable ones are dropped: an alert is not rejected for its context. */
export const dimensions = readableItems(dimension);

/** The `condition` of a metric or log alert: the dimensions of each of its criteria. */
export const condition = v.pipe(
  readable(fields({ allOf: readableItems(fields({ dimensions })) }), { allOf: [] }),
  v.transform(({ allOf }): Dimension[][] => allOf.map((criterion) => criterion.dimensions)),
);

/** The labels of a Prometheus alert, read as dimensions. */
export const labels = v.pipe(
  readable(v.record(v.string(), v.unknown()), {}),
  v.transform((held) =>
    v.parse(
      dimensions,
      Object.entries(held).map(([name, value]) => ({ name, value })),
    ),
  ),
);

/** Compares names of dimensions and columns without regard to case. */
export const isNamed =
  (name: string) =>
  (dimension: Dimension): boolean =>
    dimension.name.toLowerCase() === name;
