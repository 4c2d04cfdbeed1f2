import * as df from 'durable-functions';

/** The id of a gate entity. */
export function gate(key = 'w1') {
  return new df.EntityId('gate', key);
}
