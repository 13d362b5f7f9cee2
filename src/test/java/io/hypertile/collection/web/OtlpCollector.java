package io.hypertile.collection.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes spans and figures by OTLP over HTTP, as a collector does. */
final class OtlpCollector implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> services = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Span> spans = new LinkedBlockingQueue<>();
  private final BlockingQueue<Metric> metrics = new LinkedBlockingQueue<>();

  OtlpCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", exchange -> take(exchange, this::takeSpans));
    server.createContext("/v1/metrics", exchange -> take(exchange, this::takeMetrics));
    server.start();
  }

  private interface Taking {
    void take(InputStream body) throws IOException;
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Requests so far, whatever they were. */
  int requests() {
    return requests.get();
  }

  /** Names of the services that have sent something. */
  List<String> services() {
    return services;
  }

  /** The next span of a request for the data. */
  Span span() throws InterruptedException {
    Span span = spans.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (span == null) {
      throw new AssertionError("no span has come");
    }
    return span;
  }

  /** A figure of the name. */
  Metric metric(String name) throws InterruptedException {
    Metric metric;
    do {
      metric = metrics.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (metric == null) {
        throw new AssertionError("no " + name + " has come");
      }
    } while (!metric.getName().equals(name));
    return metric;
  }

  private void take(HttpExchange exchange, Taking taking) throws IOException {
    requests.incrementAndGet();
    try (InputStream body = exchange.getRequestBody()) {
      taking.take(body);
    }
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private void takeSpans(InputStream body) throws IOException {
    ExportTraceServiceRequest.parseFrom(body)
        .getResourceSpansList()
        .forEach(resource -> {
          resource.getResource().getAttributesList().stream()
              .filter(attribute -> attribute.getKey().equals("service.name"))
              .forEach(attribute -> services.add(attribute.getValue().getStringValue()));
          resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
        });
  }

  private void takeMetrics(InputStream body) throws IOException {
    ExportMetricsServiceRequest.parseFrom(body)
        .getResourceMetricsList()
        .forEach(resource ->
            resource
                .getScopeMetricsList()
                .forEach(scope -> metrics.addAll(scope.getMetricsList())));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
