package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.OpenedRevisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryPartitionsTest extends PartitionsContract {
  @Override
  protected OpenedRevisions open(Path root) {
    return OpenedRevisions.memory();
  }

  @Test
  void partitionsInMemoryTouchNoDisk() throws IOException {
    insertSome();
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).isEmpty();
    }
  }
}
