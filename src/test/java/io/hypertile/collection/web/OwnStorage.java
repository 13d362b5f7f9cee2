package io.hypertile.collection.web;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A test whose server has a storage of its own, which ends with the class. */
@DirtiesContext
public abstract class OwnStorage {
  protected static final String COLLECTIONS = "/api/v1/collections";

  @TempDir protected static Path root;

  @LocalServerPort protected int port;
  protected ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  final void openClient() {
    api = new ApiClient(port);
  }

  /** Sends a document in which single quotes stand for double ones. */
  protected final Answer json(String method, String path, String document) throws IOException {
    return api.json(method, path, document.replace('\'', '"'));
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
