import * as v from 'valibot';

/** Parses the JSON line that a command prints when it is ready; undefined for other lines. */
export const readyLine =
  <Schema extends v.GenericSchema>(schema: Schema) =>
  (line: string): v.InferOutput<Schema> | undefined => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), line);
    return read.success ? read.output : undefined;
  };
