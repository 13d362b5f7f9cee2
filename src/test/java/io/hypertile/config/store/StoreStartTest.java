package io.hypertile.config.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.config.SpaceMeters;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoreName;
import io.hypertile.store.named.Stores;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A server with stores of which one is down. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.stores.archive.url=http://user:secret@127.0.0.1:1/zarr",
      "hypertile.stores.trial.url=memory:"
    })
@DirtiesContext
class StoreStartTest {
  @TempDir static Path directory;

  @LocalServerPort int port;
  @Autowired Stores stores;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> directory.resolve("root").toString());
    registry.add("hypertile.stores.lake.url", () -> directory.resolve("lake").toUri().toString());
  }

  @Test
  void theServerIsReadyAndItsHealthNamesTheStoreThatIsDown() throws IOException {
    ApiClient api = new ApiClient(port);
    api.get("/actuator/health/readiness").expect(200);
    api.get("/actuator/health/liveness").expect(200);
    ApiClient.Answer answer = api.get("/actuator/health").expect(503);
    assertThat(answer.text()).doesNotContain("secret");
    JsonNode health = answer.json().path("components").path("stores");
    assertThat(health.path("status").asString()).isEqualTo("DOWN");
    JsonNode details = health.path("details");
    assertThat(details.path("archive").path("status").asString()).isEqualTo("DOWN");
    assertThat(details.path("archive").path("url").asString())
        .isEqualTo("http://127.0.0.1:1/zarr/");
    assertThat(details.path("archive").path("reason").asString()).isNotEmpty();
    for (String name : new String[] {"lake", "trial"}) {
      assertThat(details.path(name).path("status").asString()).isEqualTo("UP");
      assertThat(details.path(name).has("findings")).isFalse();
    }
  }

  @Test
  void spaceIsThatOfTheFileSystemOfAStoreInFiles() throws IOException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    SpaceMeters.ofStore("lake", directory.resolve("new")).bindTo(registry);
    Search free = registry.find("hypertile.store.free").tag("store", "lake");
    Search size = registry.find("hypertile.store.size").tag("store", "lake");
    assertThat(free.gauge().value()).isNaN();
    Files.createDirectory(directory.resolve("new"));
    double total = Files.getFileStore(directory).getTotalSpace();
    assertThat(size.gauge().value()).isEqualTo(total);
    assertThat(free.gauge().value()).isBetween(1.0, total);
    assertThat(registry.find("hypertile.store.inodes").gauge().value()).isNotNaN();
  }

  @Test
  void objectsOfAStoreInFilesAreFilesBesideTheStorage() {
    stores
        .require(new StoreName("lake"))
        .store()
        .put(new StoreKey("a/b"), ObjectBody.of(new byte[] {7}), Condition.ALWAYS);
    assertThat(directory.resolve("lake/a/b")).hasBinaryContent(new byte[] {7});
  }
}
