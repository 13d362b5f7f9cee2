package io.hypertile.collection.web;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A test whose server has a storage of its own, which ends with the class. */
@DirtiesContext
abstract class OwnStorage {
  static final String COLLECTIONS = "/api/v1/collections";

  @TempDir static Path root;

  @LocalServerPort int port;
  ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  /**
   * Makes an array without cells.
   *
   * @param collection document of its collection, which is made before it
   */
  final void create(String name, String collection, String id) throws IOException {
    api.json("POST", COLLECTIONS, collection).expect(201);
    api.json("POST", COLLECTIONS + "/" + name + "/arrays", "{\"id\": \"" + id + "\"}").expect(201);
  }
}
