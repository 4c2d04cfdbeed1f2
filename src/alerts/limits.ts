/**
 * Limits for one alert of any schema. Long texts are truncated, since the capture matters more than
 * the text. An alert with too many machines is rejected.
 */
export const limits = {
  /** Machines per alert; each instance of a scale set counts as one. */
  targets: 100,
  ruleLength: 260,
  descriptionLength: 1024,
  /** Length of severities, signal types and services. */
  wordLength: 64,
  linkLength: 4096,
  /** Number of custom properties, and the length of their names and values. */
  properties: 100,
  propertyNameLength: 128,
  propertyLength: 4096,
  /** Number and length of warnings. */
  warnings: 20,
  warningLength: 400,
} as const;
