import * as v from 'valibot';

/** Reads the one line of JSON with which our own commands say that they are ready; other lines are undefined. */
export const readyLine =
  <Schema extends v.GenericSchema>(schema: Schema) =>
  (line: string): v.InferOutput<Schema> | undefined => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), line);
    return read.success ? read.output : undefined;
  };
