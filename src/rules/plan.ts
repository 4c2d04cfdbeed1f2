import type { CaptureFilter } from './filter.ts';

/** Parameters of each capture, fixed when the alert arrives. Sizes are in bytes. */
export interface CapturePlan {
  storageAccountId: string;
  /** Path on the machine where the file is written instead of the storage account. */
  filePath?: string;
  timeLimitSeconds: number;
  /** 0 keeps whole packets. */
  bytesPerPacket: number;
  totalBytes: number;
  /** A packet is kept if any filter matches it. Without filters, all packets are kept. */
  filters?: CaptureFilter[];
  /** Writes to several files in turn, and overwrites the oldest. `totalBytes` is then ignored. */
  ring?: Ring;
  /** Keeps the session in the watcher's list, where it counts towards the limit. */
  keepSession?: boolean;
  /** How long to wait for the session after its expected end, and then for its file. */
  graceSeconds: number;
}

/** The files of a continuous capture. */
export interface Ring {
  fileCount: number;
  fileBytes: number;
}
