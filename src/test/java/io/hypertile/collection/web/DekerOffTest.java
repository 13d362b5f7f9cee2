package io.hypertile.collection.web;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.schema.CollectionName;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The protocol of Deker's client when it is switched off. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.storage.engine=memory", "hypertile.deker.enabled=false"})
@Import(MemoryServer.class)
class DekerOffTest {
  private static final String C = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String KEY = ApiKey.make();

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    registry.add("hypertile.security.api-keys[0].name", () -> "boss");
    registry.add("hypertile.security.api-keys[0].hash", () -> ApiKey.hash(KEY));
    registry.add("hypertile.security.api-keys[0].scopes", () -> "admin");
  }

  @BeforeEach
  void createArray() throws IOException {
    for (CollectionName name : storage.collections().list()) {
      storage.collections().delete(name);
    }
    api = new ApiClient(port);
    call(
            "POST",
            C,
            "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
                + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}")
        .expect(201);
    call("POST", C + "/c/arrays", "{\"id\":\"" + ID + "\"}").expect(201);
  }

  private Answer call(String method, String path, String body) throws IOException {
    return api.send(
        api.request(path)
            .header("X-API-Key", KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/",
        "/v1/ping",
        "/v1/collections",
        "/v1/collection/c",
        "/v1/collection/none",
        "/v1/collection/c/arrays",
        "/v1/collection/c/varrays",
        "/v1/collection/c/array/by-id/6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e",
        "/v1/collection/c/array/by-id/6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e/subset/0:2/data",
        "/v1/collection/c/array/by-primary/1"
      })
  void dekersProtocolIsNotThereWhenItIsOff(String path) throws IOException {
    for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
      call(method, path, "[]").problem(404, "not-found");
    }
    call("HEAD", path, "").expect(404);
    call("GET", C + "/c/arrays/" + ID, "").expect(200);
  }
}
