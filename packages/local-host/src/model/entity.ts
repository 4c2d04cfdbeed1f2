/** An entity. `state` is JSON text, or null if the entity does not exist. Times are in epoch ms. */
export interface Entity {
  /** `@name@key`. */
  id: string;
  state: string | null;
  /** The instance that holds the lock, and the id of its request. */
  lock: { holder: string; requestId: string } | null;
  lastOperationAt: number;
}
