package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.hypertile.TestLog;
import io.hypertile.security.ApiKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** What a start logs: a line each for version, address, storage, access and documentation. */
@ExtendWith(OutputCaptureExtension.class)
class StartReportTest {
  @TempDir Path root;

  /** Starts and ends a server; its port. */
  private int start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    arguments.add("--server.port=0");
    arguments.add("--hypertile.storage.root=" + root);
    try (var context =
        new SpringApplicationBuilder(HypertileApplication.class)
            .run(arguments.toArray(String[]::new))) {
      return ((WebServerApplicationContext) context).getWebServer().getPort();
    }
  }

  private static List<String> lines() {
    return TestLog.text().lines().filter(line -> line.contains(" hypertile.start ")).toList();
  }

  @Test
  void fiveLinesTellWhatWasStarted(CapturedOutput output) {
    int port = start("--hypertile.demo=true");
    List<String> lines = lines();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .containsPattern(": Hypertile \\S+ on Java 25\\S*, process [0-9]+, ready after [0-9.]+ s$");
    assertThat(lines.get(1)).endsWith(": Address: http://127.0.0.1:" + port + "/api/v1");
    assertThat(lines.get(2))
        .contains(
            ": Storage: " + root.toAbsolutePath() + ", 5 collections, 8 arrays in 2 of them, ")
        .containsPattern(", [0-9.]+ GB free$");
    assertThat(lines.get(3))
        .endsWith(
            ": Access: every program on this machine may do everything, and no other: there are no keys");
    assertThat(lines.get(4))
        .endsWith(
            "http://127.0.0.1:%d/swagger-ui.html, OpenAPI at http://127.0.0.1:%d/v3/api-docs"
                .formatted(port, port));
    assertThat(output).doesNotContain(":: Spring Boot ::");
    assertThat(TestLog.text()).doesNotContain("Starting Hypertile");
  }

  @Test
  void anEmptyStorageOnAllAddressesWithAKeyIsToldAsSuch() {
    int port =
        start(
            "--server.address=0.0.0.0",
            "--server.servlet.context-path=/arrays",
            "--hypertile.security.api-keys[0].name=a",
            "--hypertile.security.api-keys[0].hash=" + ApiKey.hash("hk_a"));
    List<String> lines = lines();
    assertThat(lines.get(1))
        .endsWith("http://localhost:" + port + "/arrays/api/v1, on all addresses");
    assertThat(lines.get(2)).contains(", 0 collections with 0 arrays, ");
    assertThat(lines.get(3)).endsWith("callers with credentials: 1 key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | false | false | true  |                    | everybody may do everything (hypertile.security.open)
          2 | false | false | true  |                    | everybody may do everything (hypertile.security.open); besides, 2 keys are taken
          2 | false | false | false |                    | callers with credentials: 2 keys
          0 | false | true  | false | https://id.example | callers with credentials: tokens of https://id.example
          0 | true  | false | false |                    | nobody, as long as the file of keys has none
          1 | true  | false | false |                    | callers with credentials: 1 key
          3 | false | true  | false | https://id.example | callers with credentials: 3 keys and tokens of https://id.example
          """)
  void reportSaysWhoMayEnter(
      int keys, boolean file, boolean tokens, boolean open, String issuer, String text) {
    assertThat(new KnownCallers(keys, file, tokens, open).text(issuer)).isEqualTo(text);
  }
}
