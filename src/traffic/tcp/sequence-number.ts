/** True when a sequence number comes after another one. They wrap around to 0 after 32 bits. Source: RFC 9293, section 3.4. */
export const isAfter = (one: number, other: number): boolean => ((one - other) | 0) > 0;
