/** A scheduled activity that is not completed yet. `input` is JSON text. */
export interface Activity {
  id: number;
  instanceId: string;
  executionId: string;
  eventId: number;
  name: string;
  input: string | null;
}
