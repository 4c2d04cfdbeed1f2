import type { Attributes, Span } from '@opentelemetry/api';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** What a span describes. */
export interface SpanOptions {
  name: string;
  kind?: keyof typeof SpanKind;
  /** W3C trace context of the parent, if it is not the active span. */
  traceparent?: string | undefined;
  attributes?: Attributes;
}

/** Runs work in a span. A thrown error marks the span as failed. */
export function inSpan<T>(
  { name, kind = 'INTERNAL', traceparent, attributes = {} }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent =
    traceparent === undefined
      ? context.active()
      : propagation.extract(ROOT_CONTEXT, { traceparent });
  const options = { kind: SpanKind[kind], attributes };
  return trace.getTracer('alert-capture').startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      markFailed(span, error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks a span as failed. @param type the code or class of the error, never its message */
export function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** The trace context of the active span, as headers or as fields of an input; empty without telemetry. */
export function traceContext(): { traceparent?: string } {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  const { traceparent } = carrier;
  return traceparent === undefined ? {} : { traceparent };
}
