package io.hypertile.config.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hypertile.HypertileApplication;
import io.hypertile.config.RefusedStartAnalyzer;
import io.hypertile.config.RefusedStartException;
import io.hypertile.security.ApiKey;
import io.hypertile.security.MakeKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;

class UnprotectedServerTest {
  @TempDir Path root;

  private ConfigurableApplicationContext start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    arguments.add("--server.port=0");
    arguments.add("--hypertile.storage.root=" + root);
    return new SpringApplicationBuilder(HypertileApplication.class)
        .run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", ""})
  void withoutCredentialsOtherAddressesAreRefused(String address) {
    Throwable failure = catchThrowable(() -> start("--server.address=" + address).close());
    assertThat(failure).hasRootCauseInstanceOf(RefusedStartException.class);
    FailureAnalysis analysis = new RefusedStartAnalyzer().analyze(failure);
    assertThat(analysis).isNotNull();
    assertThat(analysis.getAction())
        .contains("--hypertile.make-key")
        .contains("hypertile.security.open=true");
  }

  @Test
  void thePortOfTheActuatorIsHeldToTheSameRule() {
    Throwable failure = catchThrowable(() -> start("--management.server.port=0").close());
    assertThat(failure).hasRootCauseInstanceOf(RefusedStartException.class);
    assertThat(failure).rootCause().hasMessageContaining("all addresses for /actuator");
    start("--management.server.port=0", "--management.server.address=127.0.0.1").close();
  }

  @Test
  void withKeysOrOnPurposeOtherAddressesAreServed() {
    start("--server.address=0.0.0.0", "--hypertile.security.open=true").close();
    start(
            "--server.address=0.0.0.0",
            "--hypertile.security.api-keys[0].name=a",
            "--hypertile.security.api-keys[0].hash=" + ApiKey.hash("hk_a"))
        .close();
  }

  @Test
  void makeKeyPrintsAKeyAndItsHash() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    assertThat(MakeKey.run(new String[] {"--server.port=1"}, out)).isFalse();
    assertThat(bytes.size()).isZero();
    assertThat(MakeKey.run(new String[] {"--hypertile.make-key=ann"}, out)).isTrue();
    String text = bytes.toString(StandardCharsets.UTF_8);
    String key = text.lines().findFirst().orElseThrow().substring("key: ".length());
    assertThat(text).contains("hash: " + ApiKey.hash(key)).contains("name: ann");
  }
}
