import type { Filter } from '../traffic/filter/filter.ts';
import { FilterError } from '../traffic/filter/filter-error.ts';
import { parseFilter } from '../traffic/filter/parse-filter.ts';
import { HttpProblem } from './problem.ts';

/**
 * Parses the filter of a request.
 *
 * @throws {HttpProblem} `invalid-filter`, whose detail marks the fault with a caret.
 */
export function readFilter(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new HttpProblem({
      kind: 'invalid-filter',
      status: 400,
      title: 'The filter is not understood',
      detail: error.message,
    });
  }
}
