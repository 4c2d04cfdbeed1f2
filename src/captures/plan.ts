/** What is asked of the service for each capture; fixed when the alert arrives. Sizes are in bytes. */
export interface CapturePlan {
  storageAccountId: string;
  timeLimitSeconds: number;
  /** 0 keeps whole packets. */
  bytesPerPacket: number;
  totalBytes: number;
  /** How long past its expected end the session, and then its file, is waited for. */
  graceSeconds: number;
}
