import * as v from 'valibot';
import { fields, isObject, readable, readableItems } from './fields.ts';

/** A dimension of an alert's condition, such as `{ name: 'Computer', value: 'web-03' }`. */
export interface Dimension {
  name: string;
  value: string;
}

/** The value of a dimension or of a cell, as text. */
export const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

const dimension = fields({ name: v.string(), value: scalar });

const list = readableItems(dimension);

/**
 * The readable dimensions of a list, or of an object of names and values, such as the labels of a Prometheus
 * alert. Unreadable ones are dropped: an alert is not rejected for its context.
 */
export const dimensions = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): Dimension[] => {
    if (!isObject(value)) return v.parse(list, value);
    return v.parse(
      list,
      Object.entries(value).map(([name, held]) => ({ name, value: held })),
    );
  }),
);

/** The `condition` of a metric or log alert: the dimensions of each of its criteria. */
export const condition = v.pipe(
  readable(fields({ allOf: readableItems(fields({ dimensions })) }), { allOf: [] }),
  v.transform(({ allOf }): Dimension[][] => allOf.map((criterion) => criterion.dimensions)),
);

/** Compares names of dimensions and columns without regard to case. */
export const isNamed =
  (name: string) =>
  (dimension: Dimension): boolean =>
    dimension.name.toLowerCase() === name;
