/** A copy of a value with the field at a path, such as `vm.name`, set; removed when the value is undefined. */
export function withField(whole: unknown, path: string, value: unknown): unknown {
  const [first = '', ...rest] = path.split('.');
  const { [first]: held, ...others } = whole as Record<string, unknown>;
  const next = rest.length > 0 ? withField(held, rest.join('.'), value) : value;
  return next === undefined ? others : { ...others, [first]: next };
}
