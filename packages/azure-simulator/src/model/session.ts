/** One filter of a capture, as in the API. Unset fields are empty strings. */
export interface CaptureFilter {
  readonly protocol: 'TCP' | 'UDP' | 'Any';
  readonly localIPAddress: string;
  readonly remoteIPAddress: string;
  readonly localPort: string;
  readonly remotePort: string;
}

/** The storage location of a capture, as in the API. */
export interface StorageLocation {
  readonly storageId?: string;
  readonly storagePath?: string;
  readonly filePath?: string;
  readonly localPath?: string;
}

/** The requested `properties` of a packet capture, including defaults. */
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

/** The reason why a session ends. */
export type EndCause = 'time-limit' | 'byte-limit' | 'manual' | 'deleted' | 'error';

/**
 * A packet capture session. Its state is not stored but computed from these times and the current
 * time (see session-state.ts). All times are simulated milliseconds since 1970.
 */
export interface Session {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly watcherId: string;
  readonly region: string;
  readonly etag: string;
  /** The requested properties, used to recognise a repeated PUT. */
  readonly requested: CaptureProperties;
  /** The returned properties, with the chosen storage path and full ids of instances. */
  readonly properties: CaptureProperties;
  /** The local address of its traffic. For a scale set, the address of the first instance. */
  readonly localAddress: string;
  /** Numbers of the captured instances of a scale set; absent for a virtual machine. */
  readonly instances?: readonly string[];
  /** Id of the asynchronous operation that created it. */
  readonly operationId: string;
  readonly createdAt: number;
  /** Completion time of the create operation. */
  readonly readyAt: number;
  readonly startedAt: number;
  /** Planned at the start; a stop, a delete or a failure moves it forward. */
  readonly end: { readonly at: number; readonly cause: EndCause };
  /** Errors reported after the end: codes of the service, or a free sentence. */
  readonly errors: readonly string[];
  /** Status shown for a session that ended with errors. */
  readonly errorStatus: 'Error' | 'Stopped';
  /** Set when creation fails after it was accepted. */
  readonly failure?: { readonly code: string; readonly message: string };
  readonly deletingSince?: number;
  readonly deletedAt?: number | undefined;
  readonly file: 'pending' | 'written' | 'failed' | 'none';
  /** Milliseconds from the end until the file is in storage. */
  readonly fileDelay: number;
  /** True if the storage refuses the file at the end. */
  readonly storageFails: boolean;
  /** True for a session created through the admin API as another owner. */
  readonly foreign: boolean;
}
