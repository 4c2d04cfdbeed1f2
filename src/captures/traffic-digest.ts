/** What is told of a capture's traffic where little room is; all of it is in storage. */
export interface TrafficDigest {
  /** The JSON document beside the capture file. */
  summaryUrl: string;
  /** How much and with whom, how TCP fared, how DNS fared. */
  lines: string[];
}

/** Where the summary of a capture file's traffic is. */
export const summaryUrlOf = (fileUrl: string): string => `${fileUrl}.summary.json`;
