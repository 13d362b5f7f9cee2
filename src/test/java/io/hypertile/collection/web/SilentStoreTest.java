package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.s3.S3Server;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Collections of a store that has ceased to answer are not left out of the list. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SilentStoreTest extends OwnStorage {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DOCUMENT =
      """
      {"name": "%s", "kind": "array", %s "dtype": "int16",
       "dimensions": [{"name": "y", "size": 4}]}
      """;

  private static final S3Server SERVER = S3Server.usual();

  @DynamicPropertySource
  static void stores(DynamicPropertyRegistry registry) {
    registry.add("hypertile.stores.lake.url", () -> "s3://" + S3Server.BUCKET);
    registry.add("hypertile.stores.lake.endpoint", () -> SERVER.address().toString());
    registry.add("hypertile.stores.lake.region", () -> "us-east-1");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void theyAreShownAsNotReadable() throws IOException, InterruptedException {
    api.json("POST", COLLECTIONS, DOCUMENT.formatted("far", "\"store\": \"lake\",")).expect(201);
    api.json("POST", COLLECTIONS, DOCUMENT.formatted("near", "")).expect(201);
    assertThat(item(0).has("readable")).isFalse();
    SERVER.close();
    // What was read a moment ago counts for some seconds.
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!item(0).has("readable") && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertThat(item(0).get("readable").booleanValue()).isFalse();
    assertThat(item(1).get("dtype").stringValue()).isEqualTo("int16");
    api.get(COLLECTIONS + "/far").problem(503, "storage-unavailable");
  }

  private JsonNode item(int number) throws IOException {
    JsonNode items = api.get(COLLECTIONS).expect(200).json().get("items");
    assertThat(items).hasSize(2);
    assertThat(items.get(0).get("name").stringValue()).isEqualTo("far");
    return items.get(number);
  }
}
