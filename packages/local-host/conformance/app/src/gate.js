import * as df from 'durable-functions';

/** Id of a gate entity. */
export function gate(key = 'w1') {
  return new df.EntityId('gate', key);
}
