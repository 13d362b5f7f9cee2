package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document that tells of which form a storage is. */
class StorageFormatTest {
  @TempDir Path root;

  private Path document() {
    return StorageFormat.PATH.resolve(root);
  }

  private void open() {
    Journal.open(root, JournalSettings.standard()).close();
  }

  private Path put(String text) throws IOException {
    Files.createDirectories(document().getParent());
    return Files.writeString(document(), text);
  }

  /** All files but those that say who had the root last. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        if (!each.endsWith("owner.lock")) {
          files.put(root.relativize(each).toString(), Files.readString(each));
        }
      }
    }
    return files;
  }

  @Test
  void newStorageGetsItAndKeepsIt() throws IOException {
    open();
    String text = "{\"format\": 1, \"hypertile\": \"" + Release.version() + "\"}\n";
    assertThat(document()).hasContent(text);
    assertThat(StorageFormat.check(root)).contains(StorageFormat.newest());
    Object made = Files.getLastModifiedTime(document());
    open();
    assertThat(Files.getLastModifiedTime(document())).isEqualTo(made);
  }

  @Test
  void storageOfEarlierVersionsIsTakenAsItIs() throws IOException {
    Path array = root.resolve("collections/a/a.json");
    Files.createDirectories(array.getParent());
    Files.writeString(array, "{}");
    open();
    assertThat(array).hasContent("{}");
    assertThat(StorageFormat.check(root)).contains(StorageFormat.newest());
  }

  @Test
  void theVersionOfTheWriterStaysWhileTheFormIsTheSame() throws IOException {
    String text = "{\"hypertile\": \"0.1.0\", \"format\": 1, \"more\": [2]}";
    put(text);
    open();
    assertThat(document()).hasContent(text);
    assertThat(StorageFormat.check(root)).contains(new StorageFormat(1, "0.1.0"));
  }

  @Test
  void newerStorageIsRefusedAndLeftAlone() throws IOException {
    put("{\"format\": 2, \"hypertile\": \"7.3.1\"}");
    Path left = root.resolve(".hypertile/tmp/left");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "of the other version");
    Map<String, String> before = files();
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
              assertThat(e.detail())
                  .contains(root.toString())
                  .contains("has format 2, written by Hypertile 7.3.1")
                  .contains(
                      "this is Hypertile " + Release.version() + ", which reads formats up to 1")
                  .contains("Start Hypertile 7.3.1 or a newer one");
            });
    assertThat(files()).isEqualTo(before);
    put("{\"format\": 1, \"hypertile\": \"7.3.1\"}");
    open();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"format\": 1, \"hyper",
        "[]",
        "{}",
        "{\"format\": \"1\", \"hypertile\": \"1\"}",
        "{\"format\": 1.0, \"hypertile\": \"1\"}",
        "{\"format\": 0, \"hypertile\": \"1\"}",
        "{\"format\": 99999999999999999999, \"hypertile\": \"1\"}",
        "{\"format\": 1}"
      })
  void damageIsNamed(String text) throws IOException {
    put(text);
    Map<String, String> before = files();
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.detail())
                    .startsWith("The file " + document() + " does not tell the format")
                    .contains("delete the file"));
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void whatIsNoSmallFileIsNamed() throws IOException {
    Files.createDirectories(document());
    assertThatThrownBy(this::open).hasMessageContaining("it is no small file");
    Files.delete(document());
    Files.createSymbolicLink(document(), root.resolve("elsewhere"));
    assertThatThrownBy(this::open).hasMessageContaining("it is no small file");
  }
}
