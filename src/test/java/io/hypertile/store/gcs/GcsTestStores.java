package io.hypertile.store.gcs;

import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Stores of the tests. */
final class GcsTestStores {
  private GcsTestStores() {}

  static Store open(URI endpoint, String root) {
    return GcsStores.open(
        "test",
        new GcsAddress(GcsServer.BUCKET, new StorePrefix(root)),
        GcsAccess.of(Map.of("STORAGE_EMULATOR_HOST", endpoint.toString()))
            .within(Duration.ofSeconds(1)),
        true);
  }

  /** A store below a new prefix of a bucket of a service, which is made where it is missing. */
  static Store ofService() throws Exception {
    String endpoint = System.getProperty("hypertile.test.gcs");
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(endpoint + "/storage/v1/b?project=test"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"name\": \"hypertile-contract\"}"))
              .build(),
          BodyHandlers.discarding());
    }
    return GcsStores.open(
        "test",
        new GcsAddress("hypertile-contract", new StorePrefix(UUID.randomUUID().toString())),
        GcsAccess.of(Map.of("STORAGE_EMULATOR_HOST", endpoint)),
        true);
  }
}
