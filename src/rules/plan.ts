import type { CaptureFilter } from './filter.ts';

/** What is asked of the service for each capture; fixed when the alert arrives. Sizes are in bytes. */
export interface CapturePlan {
  storageAccountId: string;
  /** Where on the machine the file is written, in place of the storage account. */
  filePath?: string;
  timeLimitSeconds: number;
  /** 0 keeps whole packets. */
  bytesPerPacket: number;
  totalBytes: number;
  /** A packet is kept when one of them takes it; without any, all packets are. */
  filters?: CaptureFilter[];
  /** Writes to files in turn, the newest over the oldest; `totalBytes` then counts for nothing. */
  ring?: Ring;
  /** Leaves the session in the watcher's list, where it counts towards the limit. */
  keepSession?: boolean;
  /** How long past its expected end the session, and then its file, is waited for. */
  graceSeconds: number;
}

/** The files of a continuous capture. */
export interface Ring {
  fileCount: number;
  fileBytes: number;
}
