import * as v from 'valibot';

const mostLimit = 500;
const wholeNumber = (what: string, least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,12}$/, what),
    v.transform(Number),
    v.minValue(least, what),
    v.maxValue(most, what),
  );

/** The query of `GET /api/captures/{id}/packets`. */
export const packetsQuerySchema = v.object({
  target: v.optional(v.string()),
  file: v.optional(v.string()),
  filter: v.optional(v.string()),
  offset: v.optional(wholeNumber('a whole number', 0, 1e12)),
  limit: v.optional(wholeNumber(`a whole number from 1 to ${mostLimit}`, 1, mostLimit)),
  total: v.optional(v.picklist(['exact'], 'exact')),
});
