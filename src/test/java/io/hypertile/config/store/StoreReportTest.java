package io.hypertile.config.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.hypertile.TestLog;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** What a start logs of stores. */
class StoreReportTest {
  @TempDir Path directory;

  @Test
  void aLineForEachStoreSaysHowItWasFound() throws Exception {
    Path lake = directory.resolve("lake");
    String[] settings = {
      "--server.port=0",
      "--hypertile.storage.root=" + directory.resolve("root"),
      "--hypertile.stores.archive.url=http://user:secret@127.0.0.1:1/zarr",
      "--hypertile.stores.trial.url=memory:",
      "--hypertile.stores.trial.read-only=true",
      "--hypertile.stores.lake.url=" + lake.toUri()
    };
    try (var context = new SpringApplicationBuilder(HypertileApplication.class).run(settings)) {
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (lines() < 3 && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(context.isRunning()).isTrue();
    }
    assertThat(TestLog.text())
        .contains("Store trial: memory:, to be read\n")
        .contains("Store lake: file://" + lake + ", to be read and written")
        .contains("Store archive: http://127.0.0.1:1/zarr/ is down. ")
        .doesNotContain("secret");
  }

  private static long lines() {
    return TestLog.text().lines().filter(line -> line.contains(": Store ")).count();
  }
}
