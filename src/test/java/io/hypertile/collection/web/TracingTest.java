package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Spans and figures for a collector. */
class TracingTest {
  private static final String C = "/api/v1/collections";

  @TempDir Path root;

  private OtlpCollector collector;

  @BeforeEach
  void startCollector() throws IOException {
    collector = new OtlpCollector();
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  private ConfigurableApplicationContext start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    arguments.add("--server.port=0");
    arguments.add("--hypertile.storage.root=" + root);
    arguments.add(
        "--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.url("/v1/traces"));
    arguments.add("--management.opentelemetry.tracing.export.schedule-delay=50ms");
    arguments.add("--management.tracing.sampling.probability=1.0");
    arguments.add("--management.otlp.metrics.export.url=" + collector.url("/v1/metrics"));
    return new SpringApplicationBuilder(HypertileApplication.class)
        .run(arguments.toArray(String[]::new));
  }

  private static ApiClient client(ConfigurableApplicationContext server) {
    return new ApiClient(((ServletWebServerApplicationContext) server).getWebServer().getPort());
  }

  private static Map<String, String> attributes(Span span) {
    return span.getAttributesList().stream()
        .collect(
            Collectors.toMap(KeyValue::getKey, attribute -> attribute.getValue().getStringValue()));
  }

  @Test
  void nothingOfItIsThereUnlessItIsTurnedOn() throws IOException {
    try (ConfigurableApplicationContext server = start()) {
      assertThat(server.getBeanProvider(Tracer.class).stream()).isEmpty();
      assertThat(server.getBeanProvider(OpenTelemetry.class).stream()).isEmpty();
      ApiClient.Answer answer =
          client(server)
              .get(C, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
      answer.expect(200);
      assertThat(answer.header("traceparent")).isEmpty();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().contains("BatchSpanProcessor"));
    assertThat(collector.requests()).isZero();
  }

  @Test
  void aRequestIsASpanWithoutTheNameOfItsCollection() throws Exception {
    try (ConfigurableApplicationContext server = start("--management.opentelemetry.enabled=true")) {
      client(server).get(C + "/weather_of_mars").expect(404);
      Span span = collector.span();
      assertThat(span.getName()).isEqualTo("http get /api/v1/collections/{collection}");
      assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(attributes(span))
          .containsEntry("status", "404")
          .containsEntry("method", "GET")
          .containsEntry("uri", "/api/v1/collections/{collection}")
          .containsEntry("http.url", C + "/weather_of_mars");
      assertThat(collector.services()).contains("hypertile");
    }
  }

  @Test
  void theTraceOfTheCallerGoesOn() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    String parent = "b7ad6b7169203331";
    try (ConfigurableApplicationContext server = start("--management.opentelemetry.enabled=true")) {
      ApiClient api = client(server);
      api.get(C, "traceparent", "00-" + trace + "-" + parent + "-01").expect(200);
      Span span = collector.span();
      assertThat(hex(span.getTraceId().toByteArray())).isEqualTo(trace);
      assertThat(hex(span.getParentSpanId().toByteArray())).isEqualTo(parent);
      assertThat(attributes(span)).containsEntry("status", "200");
      api.get(C, "traceparent", "00-zz-" + parent + "-01").expect(200);
      Span own = collector.span();
      assertThat(own.getParentSpanId().isEmpty()).isTrue();
      assertThat(hex(own.getTraceId().toByteArray())).isNotEqualTo(trace);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void aCollectorThatIsNotThereHoldsNoRequestUp() throws Exception {
    collector.close();
    try (ConfigurableApplicationContext server =
        start(
            "--management.opentelemetry.enabled=true",
            "--management.opentelemetry.tracing.export.otlp.timeout=1s")) {
      for (int n = 0; n < 20; n++) {
        client(server).get(C).expect(200);
      }
    }
  }

  @Test
  void figuresAreSentToo() throws Exception {
    try (ConfigurableApplicationContext server =
        start(
            "--management.otlp.metrics.export.enabled=true",
            "--management.otlp.metrics.export.step=200ms")) {
      client(server).get(C).expect(200);
      assertThat(collector.metric("hypertile.requests").hasSum()).isTrue();
      assertThat(collector.metric("hypertile.files.open").hasGauge()).isTrue();
    }
  }
}
