/** Short summary of a capture's traffic, for notifications and lists. The full summary is in storage. */
export interface TrafficDigest {
  /** URL of the JSON document next to the capture file. */
  summaryUrl: string;
  /** Volume and peers, state of TCP, state of DNS. */
  lines: string[];
}

/** URL of the traffic summary of a capture file. */
export const summaryUrlOf = (fileUrl: string): string => `${fileUrl}.summary.json`;
