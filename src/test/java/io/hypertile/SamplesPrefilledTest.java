package io.hypertile;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A server with the samples fills in requests for them. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "hypertile.demo=true")
class SamplesPrefilledTest extends PrefilledRequestsContract {
  @TempDir static Path root;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
    registry.add("hypertile.backup.directory", () -> root.resolve("backups").toString());
    ImportableStore.add(registry, root);
  }
}
