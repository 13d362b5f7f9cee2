package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

/** The same on a port of its own, to which everything about the server moves, and nothing else. */
@TestPropertySource(
    properties = {"management.server.port=0", "management.server.address=127.0.0.1"})
class ManagementPortTest extends ActuatorTest {
  @LocalManagementPort int management;

  @Override
  int watched() {
    return management;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/actuator", "/actuator/health", "/actuator/info", "/actuator/prometheus"})
  void thePortOfTheDataHasNoActuator(String path) throws IOException {
    assertThat(port).isNotEqualTo(management);
    assertThat(call(port, "boss", "GET", path).status()).isEqualTo(404);
  }

  @Test
  void thePortOfItsOwnHasNoData() throws IOException {
    for (String path : new String[] {"/api/v1/collections", "/v1/collections", "/v1/ping"}) {
      assertThat(call(management, "nobody", "GET", path).status()).isEqualTo(401);
      assertThat(call(management, "boss", "GET", path).status()).isEqualTo(404);
      assertThat(call(port, "boss", "GET", path).status()).isEqualTo(200);
    }
    assertThat(call(management, "boss", "GET", "/v3/api-docs").status()).isEqualTo(404);
    assertThat(call(port, "nobody", "GET", "/v3/api-docs").status()).isEqualTo(200);
  }

  @Test
  void ambiguousPathsAreRefusedThereToo() throws IOException {
    assertThat(call(management, "boss", "GET", "/actuator//env").status()).isEqualTo(400);
    assertThat(call(management, "boss", "GET", "/actuator/health/..;/env").status()).isEqualTo(400);
  }
}
