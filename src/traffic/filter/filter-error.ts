/** Thrown for an invalid filter. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly code = 'filter-not-understood';
  readonly filter: string;
  /** Start of the fault in the filter, in characters from 0. */
  readonly position: number;

  constructor(filter: string, position: number, problem: string) {
    super(`${problem}\n${filter}\n${' '.repeat(position)}^`);
    this.filter = filter;
    this.position = position;
  }
}
