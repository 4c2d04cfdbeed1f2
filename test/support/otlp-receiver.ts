import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: string | number };
}

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Record<string, string>;
}

export interface ReceivedPoint {
  name: string;
  attributes: Record<string, string>;
  /** Value of a counter or gauge, or number of values in a histogram. */
  value: number;
}

/** A receiver of OTLP over HTTP, in JSON, that also accepts notifications at `/notify`. */
export interface OtlpReceiver extends AsyncDisposable {
  url: string;
  spans: ReceivedSpan[];
  /** The newest value of each metric and set of attributes. */
  points(): ReceivedPoint[];
  /** Service names in the received resources. */
  services: Set<string>;
  /** Headers of the received notifications. */
  notified: IncomingHttpHeaders[];
}

/* The parts of the OTLP messages that the tests read. Source: opentelemetry-proto, JSON mapping. */
interface Resource {
  resource: { attributes: Attribute[] };
}
interface TraceMessage {
  resourceSpans: (Resource & {
    scopeSpans: { spans: (Omit<ReceivedSpan, 'attributes'> & { attributes: Attribute[] })[] }[];
  })[];
}
interface DataPoint {
  attributes: Attribute[];
  asInt?: string | number;
  asDouble?: number;
  count?: string | number;
}
interface MetricMessage {
  resourceMetrics: (Resource & {
    scopeMetrics: {
      metrics: ({ name: string } & Partial<
        Record<'sum' | 'gauge' | 'histogram', { dataPoints: DataPoint[] }>
      >)[];
    }[];
  })[];
}

const read = (attributes: readonly Attribute[]): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue)]),
  );

/** Starts the receiver on a free port of this machine. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const points = new Map<string, ReceivedPoint>();
  const services = new Set<string>();
  const notified: IncomingHttpHeaders[] = [];
  const addService = ({ resource }: Resource): unknown =>
    services.add(read(resource.attributes)['service.name'] ?? '');

  const take: Record<string, (body: unknown, headers: IncomingHttpHeaders) => void> = {
    '/notify': (_, headers) => notified.push(headers),
    '/v1/traces': (body) => {
      for (const one of (body as TraceMessage).resourceSpans) {
        addService(one);
        for (const span of one.scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({ ...span, attributes: read(span.attributes) });
        }
      }
    },
    '/v1/metrics': (body) => {
      for (const one of (body as MetricMessage).resourceMetrics) {
        addService(one);
        for (const { name, ...kinds } of one.scopeMetrics.flatMap((scope) => scope.metrics)) {
          const { dataPoints = [] } = kinds.sum ?? kinds.gauge ?? kinds.histogram ?? {};
          for (const { attributes: given, asInt, asDouble, count } of dataPoints) {
            const attributes = read(given);
            const value = Number(asInt ?? asDouble ?? count);
            points.set(name + JSON.stringify(attributes), { name, attributes, value });
          }
        }
      }
    },
  };
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      take[request.url ?? '']?.(body, request.headers);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    points: () => [...points.values()],
    services,
    notified,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
