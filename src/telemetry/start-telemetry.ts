const endpoints = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

/** Whether the environment names a receiver of telemetry. */
export const isTelemetryOn = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env.OTEL_SDK_DISABLED !== 'true' && endpoints.some((name) => Boolean(env[name]));

/**
 * Starts the OpenTelemetry SDK if an OTLP endpoint is configured. Without one nothing is loaded, and spans
 * and metrics are calls that do nothing.
 *
 * @returns sends what is left and stops the SDK.
 */
export async function startTelemetry(
  env: Readonly<Record<string, string | undefined>>,
): Promise<() => Promise<void>> {
  if (!isTelemetryOn(env)) return async () => {};
  const { startSdk } = await import('./sdk.ts');
  return startSdk(env);
}
