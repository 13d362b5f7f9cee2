package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hypertile.HypertileApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A storage that cannot be used ends the start with the path, the reason and what to do. */
class StorageRootTest {
  @TempDir Path directory;

  private static Throwable start(String root) {
    return catchThrowable(() ->
        new SpringApplicationBuilder(HypertileApplication.class)
            .run("--server.port=0", "--hypertile.storage.root=" + root)
            .close());
  }

  private static FailureAnalysis failure(String root) {
    FailureAnalysis analysis = new RefusedStartAnalyzer().analyze(start(root));
    assertThat(analysis).isNotNull();
    assertThat(analysis.getAction()).contains(root.isBlank() ? "./data" : StorageRoot.SETTING);
    return analysis;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/below", "/below/it"})
  void rootThatIsAFileIsRefused(String below) throws Exception {
    Path file = Files.writeString(directory.resolve("passwd"), "x");
    assertThat(failure(file + below).getDescription())
        .isEqualTo("The storage cannot be opened: " + file + " is a file, not a directory.");
    assertThat(file).hasContent("x");
  }

  @Test
  void rootThatIsADeviceIsRefused() {
    assertThat(failure("/dev/null").getDescription())
        .contains("/dev/null is a device or the like, not a directory");
  }

  @Test
  void rootThatIsALinkToNothingIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("none"));
    assertThat(failure(link.toString()).getDescription())
        .contains(link + " is a link to something that is not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/nope", "/proc/nope/below"})
  void rootThatCannotBeMadeIsNamed(String root) {
    assertThat(failure(root).getDescription())
        .contains(root + " cannot be made: ")
        .doesNotContain("Exception");
  }

  @Test
  void rootThatCannotBeWrittenIsNamed() {
    Throwable failure = start("/proc");
    FailureAnalysis unusable = new RefusedStartAnalyzer().analyze(failure);
    FailureAnalysis analysis =
        unusable == null ? new StorageFailureAnalyzer().analyze(failure) : unusable;
    assertThat(analysis).isNotNull();
    assertThat(analysis.getDescription()).contains("/proc").doesNotContain("try again");
    assertThat(analysis.getAction()).contains(StorageRoot.SETTING);
  }

  @Test
  void aStorageOfANewerVersionIsNotStarted() throws Exception {
    Path format = directory.resolve(".hypertile/format.json");
    Files.createDirectories(format.getParent());
    Files.writeString(format, "{\"format\": 12, \"hypertile\": \"8.0.0\"}");
    FailureAnalysis analysis = new StorageFailureAnalyzer().analyze(start(directory.toString()));
    assertThat(analysis).isNotNull();
    assertThat(analysis.getDescription())
        .contains(directory + " has format 12, written by Hypertile 8.0.0; this is Hypertile ")
        .contains("Start Hypertile 8.0.0 or a newer one on it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEmptyRootIsRefused(String root) {
    assertThat(failure(root).getDescription())
        .isEqualTo("The setting hypertile.storage.root is empty.");
  }
}
