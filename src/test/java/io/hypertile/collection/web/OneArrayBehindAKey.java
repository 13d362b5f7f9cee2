package io.hypertile.collection.web;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A server with one key, of an admin, and the collection {@code c} with one array. */
@Import(MemoryServer.class)
abstract class OneArrayBehindAKey {
  static final String C = "/api/v1/collections";
  static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String KEY = ApiKey.make();

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  ApiClient api;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    registry.add("hypertile.security.api-keys[0].name", () -> "boss");
    registry.add("hypertile.security.api-keys[0].hash", () -> ApiKey.hash(KEY));
    registry.add("hypertile.security.api-keys[0].scopes", () -> "admin");
  }

  @BeforeEach
  void createArray() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    call(
            "POST",
            C,
            "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
                + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}")
        .expect(201);
    call("POST", C + "/c/arrays", "{\"id\":\"" + ID + "\"}").expect(201);
  }

  /** Calls with the key. */
  Answer call(String method, String path, String body, String... headers) throws IOException {
    HttpRequest.Builder request =
        api.request(path)
            .header("X-API-Key", KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }
}
