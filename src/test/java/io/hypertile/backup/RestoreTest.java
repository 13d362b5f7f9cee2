package io.hypertile.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.release.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and foreign backups: each is named with its file, and nothing is changed. */
class RestoreTest {
  private static final String ARRAY = "collections/a/array_data/x.hdf5";

  @TempDir Path directory;
  private Path target;
  private Generation backup;
  private Path empty;

  @BeforeEach
  void make() throws IOException {
    target = directory.resolve("backups");
    empty = directory.resolve("restored");
    try (Journal journal = Journal.open(directory.resolve("root"), JournalSettings.standard())) {
      Payload bytes = Payload.of("some cells".getBytes(StandardCharsets.UTF_8));
      journal.commit(Transaction.of(new Change.PutFile(new RootPath(ARRAY), bytes, Instant.EPOCH)));
      backup = new Generation(new BackupTarget(target, 0).make(journal, new Progress()).place());
    }
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> Restore.open(target).into(empty))
        .isInstanceOf(BackupFault.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    assertThat(empty).doesNotExist();
  }

  @Test
  void aFlippedBitIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(backup.file(ARRAY));
    bytes[3] ^= 4;
    Files.write(backup.file(ARRAY), bytes);
    refused("is damaged at " + backup.file(ARRAY), "its digest is not that of the list");
  }

  @Test
  void aCutFileIsNamed() throws IOException {
    Files.writeString(backup.file(ARRAY), "some");
    refused("is damaged at " + backup.file(ARRAY), "it has 4 bytes, not 10");
  }

  @Test
  void aLostFileIsNamed() throws IOException {
    Files.delete(backup.file(ARRAY));
    refused("is damaged at " + backup.file(ARRAY), "it is not there");
  }

  @Test
  void aLinkInPlaceOfAFileIsNamed() throws IOException {
    Path aside = directory.resolve("aside");
    Files.move(backup.file(ARRAY), aside);
    Files.createSymbolicLink(backup.file(ARRAY), aside);
    refused("is damaged at " + backup.file(ARRAY), "it is not there");
  }

  @Test
  void aChangedListIsNamed() throws IOException {
    String list = Files.readString(backup.list());
    Files.writeString(backup.list(), list.replace("x.hdf5", "y.hdf5"));
    refused("is damaged at " + backup.list(), "its digest is not that of the manifest");
    Files.delete(backup.list());
    refused("is damaged at " + backup.list(), "it is not there");
  }

  /** A list that somebody has made, with the digest that belongs to it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\": \"../out\", \"directory\": true}",
        "{\"path\": \"/etc/x\", \"directory\": true}",
        "{\"path\": \"a/../../x\", \"link\": \"y\"}",
        "{\"path\": \"a\", \"below_root\": \"../../etc\"}",
        "{\"path\": \"a\", \"link\": \"\"}",
        "{\"path\": \"a\"}",
        "{\"path\": \"a\", \"bytes\": -1, \"modified\": \"x\", \"sha256\": \"0\"}",
        "{\"path\": \"a\", \"link\": \"/etc\"}",
        "{\"path\": \"a\", \"link\": \"../etc\"}",
        "{\"path\": \"a\", \"link\": \"b/../../etc\"}",
        "{\"path\": \"a\", \"link\": \".\"}",
        "{\"path\": \"a\", \"directory\": false}",
        "{\"path\": \"a\", \"directory\": true, \"link\": \"b\"}",
        "{\"path\": \"a\", \"link\": \"b\", \"below_root\": \"b\"}",
        "{\"path\": \"a\", \"link\": \"b\"}\n{\"path\": \"a/b\", \"directory\": true}",
        "{\"path\": \"a\", \"below_root\": \"b\"}\n{\"path\": \"a/b\", \"directory\": true}",
        "{\"path\": \"a/b\", \"directory\": true}",
        "{\"path\": \"a\", \"directory\": true}\n{\"path\": \"a/b/c\", \"directory\": true}",
        "{\"path\": \"a\", \"directory\": true}\n{\"path\": \"b/c\", \"directory\": true}",
        "[]",
        "{",
        "{\"path\": \"b\", \"directory\": true}\n{\"path\": \"a\", \"directory\": true}"
      })
  void hostileListsLeadNowhere(String lines) throws IOException {
    Files.writeString(backup.list(), lines + "\n");
    String digest = new Digests().read(backup.list()).sha256();
    Files.write(backup.manifest(), Manifest.of(Instant.now(), 0, 0, 0, digest).text());
    assertThatThrownBy(() -> Restore.open(target).into(empty)).isInstanceOf(BackupFault.class);
    assertThat(empty).doesNotExist();
  }

  /** A file through a link, both as a list may name them with digests that are right. */
  @Test
  void aListWritesNothingBesideTheRoot() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    String pwn = "cells";
    Files.createDirectories(backup.file("zz"));
    Files.writeString(backup.file("zz/pwn"), pwn);
    String file =
        EntryLines.write(
            new BackupEntry.FileEntry(
                "zz/pwn",
                pwn.length(),
                Instant.EPOCH,
                new BackupEntry.Stamp(Instant.EPOCH, 1),
                new Digests().read(backup.file("zz/pwn")).sha256()));
    for (String link : new String[] {elsewhere.toString(), "../elsewhere", "elsewhere"}) {
      Files.writeString(
          backup.list(), "{\"path\": \"zz\", \"link\": \"" + link + "\"}\n" + file + "\n");
      String digest = new Digests().read(backup.list()).sha256();
      Files.write(backup.manifest(), Manifest.of(Instant.now(), 0, 1, 5, digest).text());
      refused("zz");
      assertThat(elsewhere).isEmptyDirectory();
    }
  }

  @Test
  void aBackupOfANewerVersionIsNamed() throws IOException {
    String manifest = Files.readString(backup.manifest());
    Files.writeString(
        backup.manifest(),
        manifest
            .replaceFirst("\"format\" : 1", "\"format\" : 4")
            .replace("\"" + Release.version() + "\"", "\"6.1.0\""));
    refused(
        "has format 4, made by Hypertile 6.1.0; this is Hypertile " + Release.version(),
        "Restore it with Hypertile 6.1.0 or a newer one.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"format\": 1}", "{\"format\": 1, \"hypertile\": \"1\"}"})
  void aDamagedManifestIsNamed(String text) throws IOException {
    Files.writeString(backup.manifest(), text);
    refused(backup.manifest() + " is no manifest");
  }

  @Test
  void placesThatAreNoBackupAreNamed() throws IOException {
    assertThatThrownBy(() -> Restore.open(directory.resolve("none")))
        .hasMessageContaining("it is no directory");
    assertThatThrownBy(() -> Restore.open(directory)).hasMessageContaining("is not finished");
    Files.delete(backup.manifest());
    assertThatThrownBy(() -> Restore.open(target)).hasMessageContaining("No backup in");
  }

  @Test
  void nothingIsPutBesideWhatIsThere() throws IOException {
    Files.createDirectories(empty.resolve("collections"));
    assertThatThrownBy(() -> Restore.open(target).into(empty))
        .hasMessage(
            empty + " is not empty: collections is in it. Restore into an empty directory.");
    Files.delete(empty.resolve("collections"));
    Files.createDirectory(empty.resolve("lost+found"));
    Restore.open(target).into(empty);
    assertThat(empty.resolve(ARRAY)).hasContent("some cells");
  }

  @Test
  void nothingIsRestoredAmongBackups() {
    for (Path place : new Path[] {target.resolve("x"), backup.directory().resolve("x/y")}) {
      assertThatThrownBy(() -> Restore.open(target).into(place))
          .isInstanceOf(BackupFault.class)
          .hasMessageContaining(place + " lies in " + target);
      assertThat(place).doesNotExist();
    }
  }

  @Test
  void aStorageOfANewerFormatIsNamed() throws IOException {
    Path format = backup.file(".hypertile/format.json");
    String old = new Digests().read(format).sha256();
    long bytes = Files.size(format);
    Files.writeString(format, "{\"format\": 9, \"hypertile\": \"9.1.0\"}");
    String list =
        Files.readString(backup.list())
            .replace(old, new Digests().read(format).sha256())
            .replaceFirst("\"bytes\":" + bytes, "\"bytes\":" + Files.size(format));
    Files.writeString(backup.list(), list);
    String digest = new Digests().read(backup.list()).sha256();
    Files.write(backup.manifest(), Manifest.of(Instant.now(), 0, 2, 40, digest).text());
    refused("holds a storage of format 9", "Restore it with Hypertile 9.1.0 or a newer one.");
  }

  @Test
  void aRootThatLeadsNowhereIsNamed() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
    assertThatThrownBy(() -> Restore.open(target).into(link))
        .isInstanceOf(BackupFault.class)
        .hasMessageContaining(link + " is a link to something that is not there");
  }

  /** A place that takes no directory, for any user. */
  @Test
  void aRestoreThatTheSystemStopsSaysWhatToDo() {
    Path odd = Path.of("/proc/restored");
    assertThatThrownBy(() -> Restore.open(target).into(odd))
        .isInstanceOf(BackupFault.class)
        .hasMessageStartingWith("The restore into /proc/restored did not end: ")
        .hasMessageEndingWith("empty the directory and run it again.");
  }

  /** What a restore leaves that was killed. */
  @Test
  void noServerStartsOnHalfARestore() throws IOException {
    Restore.open(target).into(empty);
    Files.writeString(
        empty.resolve(".hypertile/format.json"), io.hypertile.journal.StorageFormat.unfinished());
    assertThatThrownBy(() -> Journal.open(empty, JournalSettings.standard()))
        .hasMessageContaining("a restore into it did not end");
  }
}
