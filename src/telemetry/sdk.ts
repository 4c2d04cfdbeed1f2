import { metrics } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const defaultIntervalMs = 60_000;
const longestExportMs = 30_000;

/**
 * Starts the export of spans and metrics by OTLP over HTTP. The exporters and processors read their own
 * `OTEL_…` variables; the interval of the metrics is read here, because the SDK leaves it to its caller.
 *
 * @returns sends what is left and stops the export.
 */
export function startSdk(env: Readonly<Record<string, string | undefined>>): () => Promise<void> {
  const resource = resourceFromAttributes({ 'service.name': 'alert-capture' }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const tracing = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  tracing.register();
  const exportIntervalMillis = Number(env.OTEL_METRIC_EXPORT_INTERVAL) || defaultIntervalMs;
  const metering = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(),
        exportIntervalMillis,
        exportTimeoutMillis: Math.min(exportIntervalMillis, longestExportMs),
      }),
    ],
  });
  metrics.setGlobalMeterProvider(metering);
  return async () => {
    // A receiver that is down must not prevent the end of the app.
    await Promise.allSettled([tracing.shutdown(), metering.shutdown()]);
  };
}
