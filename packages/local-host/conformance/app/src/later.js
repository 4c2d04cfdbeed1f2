/** The time in so many milliseconds, by the orchestration's clock. */
export function later(context, milliseconds) {
  return new Date(context.df.currentUtcDateTime.getTime() + milliseconds);
}
