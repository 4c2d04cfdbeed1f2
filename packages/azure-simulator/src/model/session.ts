/** One filter of a capture, as on the wire; unset fields are empty strings. */
export interface CaptureFilter {
  readonly protocol: 'TCP' | 'UDP' | 'Any';
  readonly localIPAddress: string;
  readonly remoteIPAddress: string;
  readonly localPort: string;
  readonly remotePort: string;
}

/** Where a capture is stored, as on the wire. */
export interface StorageLocation {
  readonly storageId?: string;
  readonly storagePath?: string;
  readonly filePath?: string;
  readonly localPath?: string;
}

/** The `properties` of a packet capture as requested, with the defaults filled in. */
export interface CaptureProperties {
  readonly target: string;
  readonly targetType: 'AzureVM' | 'AzureVMSS';
  readonly scope: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** 0 means the whole packet. */
  readonly bytesToCapturePerPacket: number;
  readonly totalBytesPerSession: number;
  readonly timeLimitInSeconds: number;
  readonly continuousCapture?: boolean | null;
  readonly captureSettings?: {
    readonly fileCount?: number;
    readonly fileSizeInBytes?: number;
    readonly sessionTimeLimitInSeconds?: number;
  };
  readonly storageLocation: StorageLocation;
  readonly filters: readonly CaptureFilter[];
}

/** Why a session ends. */
export type EndCause = 'time-limit' | 'byte-limit' | 'manual' | 'deleted' | 'error';

/**
 * A packet capture session. Its state is never stored: it follows from these moments and the time
 * it is asked at (see session-state.ts). All moments are simulated milliseconds since 1970.
 */
export interface Session {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly watcherId: string;
  readonly region: string;
  readonly etag: string;
  /** As requested, to recognise a repeated PUT. */
  readonly requested: CaptureProperties;
  /** As answered: with the storage path that was chosen, and full ids of instances. */
  readonly properties: CaptureProperties;
  /** The local address of its traffic; that of the first instance of a scale set. */
  readonly localAddress: string;
  /** Numbers of the captured instances of a scale set; absent for a virtual machine. */
  readonly instances?: readonly string[];
  /** Id of the asynchronous operation that created it. */
  readonly operationId: string;
  readonly createdAt: number;
  /** When the create operation completes. */
  readonly readyAt: number;
  readonly startedAt: number;
  /** Planned at the start; a stop, a delete or a failure moves it forward. */
  readonly end: { readonly at: number; readonly cause: EndCause };
  /** Reported from the end on; codes of the service, or a free sentence. */
  readonly errors: readonly string[];
  /** Status shown for a session that ended with errors. */
  readonly errorStatus: 'Error' | 'Stopped';
  /** Set when creation fails after it was accepted. */
  readonly failure?: { readonly code: string; readonly message: string };
  readonly deletingSince?: number;
  readonly deletedAt?: number | undefined;
  readonly file: 'pending' | 'written' | 'failed' | 'none';
  /** Milliseconds from the end to the moment the file is in storage. */
  readonly fileDelay: number;
  /** The storage refuses the file at the end. */
  readonly storageFails: boolean;
  /** Created through the admin API, as if by somebody else. */
  readonly foreign: boolean;
}
