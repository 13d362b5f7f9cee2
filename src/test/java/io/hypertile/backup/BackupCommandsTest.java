package io.hypertile.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the jar that make, check and restore backups. */
class BackupCommandsTest {
  @TempDir Path directory;
  private Path root;
  private Path target;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void storage() throws IOException {
    root = directory.resolve("root");
    target = directory.resolve("backups");
    Files.createDirectories(root.resolve("collections/a"));
    Files.writeString(root.resolve("collections/a/a.json"), "{}");
  }

  private OptionalInt run(Map<String, String> environment, String... arguments) {
    out.reset();
    err.reset();
    try (PrintStream o = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream e = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      return new BackupCommands(environment, o, e).run(arguments);
    }
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void backupIsMadeCheckedAndRestored() {
    String ofRoot = "--hypertile.storage.root=" + root;
    assertThat(run(Map.of(), "--hypertile.make-backup=" + target, ofRoot)).hasValue(0);
    assertThat(out()).contains("backup: " + target + "/").contains("files: 2, bytes: ");
    assertThat(run(Map.of(), "--hypertile.check-backup=" + target)).hasValue(0);
    assertThat(out()).startsWith("whole: " + target + "/");
    Path to = directory.resolve("restored");
    Map<String, String> environment = Map.of("HYPERTILE_STORAGE_ROOT", to.toString());
    assertThat(run(environment, "--hypertile.restore=" + target)).hasValue(0);
    assertThat(out()).startsWith("restored: " + target + "/").contains(" into " + to + "\n");
    assertThat(to.resolve("collections/a/a.json")).hasContent("{}");
    assertThat(err()).isEmpty();
  }

  @Test
  void whatNoListMentionsIsNamedAndNotRestored() throws IOException {
    run(Map.of(), "--hypertile.make-backup=" + target, "--hypertile.storage.root=" + root);
    Generation made = Generation.all(target).getFirst();
    Files.writeString(made.directory().resolve("note.txt"), "a");
    Files.writeString(made.file("collections/a/a.json~"), "b");
    Files.createDirectories(made.file("lost/found"));
    Files.writeString(made.file("lost/found/c"), "c");
    Files.createSymbolicLink(made.file("collections/z"), Path.of("/"));
    out();
    assertThat(run(Map.of(), "--hypertile.check-backup=" + target)).hasValue(0);
    List<String> lines = out().lines().toList();
    assertThat(lines.getFirst()).startsWith("whole: ");
    assertThat(lines.subList(3, lines.size()))
        .containsExactly(
            "in no list, not restored: note.txt",
            "in no list, not restored: files/collections/a/a.json~",
            "in no list, not restored: files/collections/z",
            "in no list, not restored: files/lost");
    Path to = directory.resolve("restored");
    assertThat(run(Map.of(), "--hypertile.restore=" + target, "--hypertile.storage.root=" + to))
        .hasValue(0);
    assertThat(out()).contains("in no list, not restored: files/lost\n");
    assertThat(to.resolve("lost")).doesNotExist();
    assertThat(to.resolve("collections/z")).doesNotExist();
    for (int number = 0; number < ExtraFiles.MOST; number++) {
      Files.writeString(made.directory().resolve("note" + number), "");
    }
    assertThat(run(Map.of(), "--hypertile.check-backup=" + target)).hasValue(0);
    assertThat(out()).endsWith("in no list, not restored: 4 more\n");
  }

  @Test
  void damageEndsWithAStatusAndASentence() throws IOException {
    run(Map.of(), "--hypertile.make-backup=" + target, "--hypertile.storage.root=" + root);
    Path copy = Generation.all(target).getFirst().file("collections/a/a.json");
    Files.writeString(copy, "[]");
    assertThat(run(Map.of(), "--hypertile.check-backup=" + target)).hasValue(1);
    assertThat(err()).contains("is damaged at " + copy + ": its digest is not that of the list.\n");
    Path to = directory.resolve("restored");
    assertThat(run(Map.of(), "--hypertile.restore=" + target, "--hypertile.storage.root=" + to))
        .hasValue(1);
    assertThat(to).doesNotExist();
    assertThat(out()).isEmpty();
  }

  @Test
  void aStorageWhoseServerRunsIsLeftToTheServer() {
    try (Journal running = Journal.open(root, JournalSettings.standard())) {
      assertThat(running.root()).isEqualTo(root);
      assertThat(
              run(
                  Map.of(),
                  "--hypertile.make-backup=" + target,
                  "--hypertile.storage.root=" + root))
          .hasValue(1);
      assertThat(err())
          .contains("POST /api/v1/backup")
          .contains("The storage root is in use by a server already");
    }
  }

  @Test
  void whatIsMissingIsAskedFor() {
    assertThat(run(Map.of(), "--hypertile.make-backup=" + target)).hasValue(64);
    assertThat(err()).contains("Give the directory of the storage: --hypertile.storage.root=");
    assertThat(run(Map.of(), "--hypertile.restore")).hasValue(64);
    assertThat(err()).isEqualTo("Give a directory: --hypertile.restore=DIRECTORY.\n");
    Path none = directory.resolve("none");
    assertThat(run(Map.of(), "--hypertile.make-backup=x", "--hypertile.storage.root=" + none))
        .hasValue(1);
    assertThat(none).doesNotExist();
  }

  private String make() {
    return "--hypertile.make-backup=" + target;
  }

  private String ofRoot() {
    return "--hypertile.storage.root=" + root;
  }

  @Test
  void asManyBackupsStayAsTheSettingSays() throws IOException {
    for (int round = 0; round < 9; round++) {
      assertThat(run(Map.of(), make(), ofRoot())).hasValue(0);
    }
    assertThat(Generation.all(target)).hasSize(7);
    Map<String, String> five = Map.of("HYPERTILE_BACKUP_KEEP", "5");
    assertThat(run(five, make(), ofRoot())).hasValue(0);
    assertThat(Generation.all(target)).hasSize(5);
    assertThat(run(five, make(), ofRoot(), "--hypertile.backup.keep=2")).hasValue(0);
    assertThat(Generation.all(target)).hasSize(2);
    assertThat(run(five, make(), ofRoot(), "--hypertile.backup.keep=0")).hasValue(0);
    assertThat(Generation.all(target)).hasSize(3);
    for (String wrong : new String[] {"abc", "-3", "", "1.5", "99999999999"}) {
      assertThat(run(five, make(), ofRoot(), "--hypertile.backup.keep=" + wrong)).hasValue(64);
      assertThat(err()).contains("--hypertile.backup.keep=7; it is \"" + wrong + "\"");
    }
    assertThat(run(Map.of("HYPERTILE_BACKUP_KEEP", "x"), make(), ofRoot())).hasValue(64);
    assertThat(Generation.all(target)).hasSize(3);
  }

  @Test
  void aDirectoryWithoutAStorageIsRefused() throws IOException {
    Path unmounted = Files.createDirectory(directory.resolve("unmounted"));
    assertThat(run(Map.of(), make(), "--hypertile.storage.root=" + unmounted)).hasValue(1);
    assertThat(err()).startsWith(unmounted.toRealPath() + " is no storage: it has neither ");
    assertThat(unmounted).isEmptyDirectory();
    assertThat(target).doesNotExist();
  }

  /** As a server writes links: with the real place. */
  @Test
  void aRootThroughALinkIsTheSameStorage() throws IOException {
    Path file = Files.createDirectories(root.resolve("collections/a/array_data")).resolve("x.hdf5");
    Files.writeString(file, "cells");
    Path links = Files.createDirectories(root.resolve("collections/a/array_symlinks/k"));
    Files.createSymbolicLink(links.resolve("x.hdf5"), file.toRealPath());
    Path linked = Files.createSymbolicLink(directory.resolve("linked"), root);
    assertThat(run(Map.of(), make(), "--hypertile.storage.root=" + linked)).hasValue(0);
    Path to = directory.resolve("restored");
    Restore.open(target).into(to);
    assertThat(Files.readSymbolicLink(to.resolve("collections/a/array_symlinks/k/x.hdf5")))
        .isEqualTo(to.toRealPath().resolve("collections/a/array_data/x.hdf5"));
  }

  @Test
  void oneCommandIsGivenAtATime() {
    assertThat(
            run(
                Map.of(),
                "--hypertile.check-backup=" + target,
                "--hypertile.restore=" + target,
                ofRoot()))
        .hasValue(64);
    assertThat(err()).startsWith("Give one of --hypertile.make-backup, ").contains(" at a time.");
  }

  @Test
  void aRootThatNoServerTakesIsNamedAtOnce() throws IOException {
    Path format = root.resolve(".hypertile/format.json");
    Files.createDirectories(format.getParent());
    Files.writeString(format, "{\"format\": 9, \"hypertile\": \"9.1.0\"}");
    assertThat(run(Map.of(), make(), ofRoot())).hasValue(1);
    assertThat(err()).startsWith("The storage ").contains("has format 9");
    Files.writeString(format, io.hypertile.journal.StorageFormat.unfinished());
    assertThat(run(Map.of(), make(), ofRoot())).hasValue(1);
    assertThat(err()).startsWith("The storage of ").contains("a restore into it did not end");
    assertThat(format.getParent()).isDirectoryNotContaining("glob:**journal");
  }

  @Test
  void otherArgumentsAreNotItsOwn() {
    assertThat(run(Map.of(), "--server.port=1", "--hypertile.storage.root=x")).isEmpty();
  }
}
