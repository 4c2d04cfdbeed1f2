/** The date that is `milliseconds` after the current time of the orchestration. */
export function later(context, milliseconds) {
  return new Date(context.df.currentUtcDateTime.getTime() + milliseconds);
}
