/**
 * What is accepted of one alert, whatever its schema. A text that is too long is cut, since the
 * capture matters more than the words; too many machines refuse the alert.
 */
export const limits = {
  /** Machines of one alert; each instance of a scale set counts as one. */
  targets: 100,
  ruleLength: 260,
  descriptionLength: 1024,
  /** Severities, signal types and services. */
  wordLength: 64,
  linkLength: 4096,
  /** Custom properties: how many, and the length of their names and values. */
  properties: 100,
  propertyNameLength: 128,
  propertyLength: 4096,
  /** Sentences about what could not be used, and their length. */
  warnings: 20,
  warningLength: 400,
} as const;
