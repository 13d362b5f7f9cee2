package io.hypertile.journal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeSyncTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "5.8.0-1-generic, true",
    "5.7.19, false",
    "4.19.0-26-amd64, false",
    "6.1, true",
    "10.0, true",
    "5, false",
    "5.10+, true",
    "unknown, false",
    "'', false"
  })
  void onlyKernelsThatReportErrorsAreReliedOn(String version, boolean expected) {
    assertThat(WholeSync.isReporting(version)).isEqualTo(expected);
  }

  @Test
  void forceBringsFilesAndDirectoriesToDiskAndPassesOverWhatIsGone() throws IOException {
    Optional<WholeSync> sync = WholeSync.find();
    Path file = Files.writeString(directory.resolve("a file"), "text");
    List<Path> paths = List.of(directory.resolve("gone"), file, directory);
    assertThat(sync.isEmpty() || sync.get().force(paths)).isTrue();
    assertThat(sync.isEmpty() || sync.get().force(List.of())).isTrue();
    assertThat(file).hasContent("text");
  }
}
