/** An activity that was scheduled and has not been completed. `input` is JSON text. */
export interface Activity {
  id: number;
  instanceId: string;
  executionId: string;
  eventId: number;
  name: string;
  input: string | null;
}
