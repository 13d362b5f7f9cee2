package io.hypertile.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.StorageFormat;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups of a storage root, one after the other, and what is put back. */
class BackupTest {
  private static final Instant TIME = Instant.parse("2023-01-02T03:04:05.678901234Z");

  @TempDir Path directory;
  private Path root;
  private Path target;
  private Journal journal;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(directory.resolve("root")).toRealPath();
    target = directory.resolve("backups/nightly");
    journal = Journal.open(root, JournalSettings.standard());
    put("collections/a/a.json", "{}");
    put("collections/a/array_data/1/x.hdf5", "cells of x");
    put("zarr/b/zarr.json", "{\"b\": 1}");
    journal.commit(
        Transaction.of(
            new Change.Link(
                new RootPath("collections/a/array_symlinks/k/x.hdf5"),
                root.resolve("collections/a/array_data/1/x.hdf5").toString()),
            new Change.Link(new RootPath("collections/a/relative"), "../a.json"),
            new Change.MakeDirectories(new RootPath("collections/empty"))));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void put(String path, String text) {
    Payload bytes = Payload.of(text.getBytes(StandardCharsets.UTF_8));
    journal.commit(Transaction.of(new Change.PutFile(new RootPath(path), bytes, TIME)));
  }

  private BackupTarget.Made backup(Progress progress) throws IOException {
    return new BackupTarget(target, 0).make(journal, progress);
  }

  private BackupTarget.Made backup() throws IOException {
    return backup(new Progress());
  }

  /** All that a storage holds: files with their times, links, directories. */
  static Map<String, String> content(Path root) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.skip(1).toList()) {
        String path = root.relativize(each).toString();
        if (Files.isSymbolicLink(each)) {
          content.put(path, "-> " + Files.readSymbolicLink(each));
        } else if (Files.isDirectory(each)) {
          content.put(path, "directory");
        } else {
          FileTime time = Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS);
          content.put(path, time.toInstant() + " " + new Digests().read(each).sha256());
        }
      }
    }
    content.keySet().removeIf(path -> !RootWalk.isHeld(path));
    return content;
  }

  private static Map<String, String> moved(Map<String, String> content, Path from, Path to) {
    Map<String, String> moved = new TreeMap<>(content);
    moved.replaceAll((path, text) -> text.replace("-> " + from + "/", "-> " + to + "/"));
    return moved;
  }

  private Path restore(Path place) throws IOException {
    Path to = directory.resolve("restored" + System.nanoTime());
    Restore.open(place).into(to);
    return to.toRealPath();
  }

  @Test
  void whatIsRestoredIsTheStorageByteForByte() throws IOException {
    Map<String, String> before = content(root);
    BackupTarget.Made made = backup();
    put("collections/a/a.json", "{\"later\": true}");
    assertThat(made.files()).isEqualTo(4);
    Path restored = restore(target);
    assertThat(content(restored)).isEqualTo(moved(before, root, restored));
    assertThat(restored.resolve("collections/a/array_symlinks/k/x.hdf5")).hasContent("cells of x");
    assertThat(Files.getLastModifiedTime(restored.resolve("zarr/b/zarr.json")).toInstant())
        .isEqualTo(TIME);
    assertThat(StorageFormat.check(restored)).contains(StorageFormat.newest());
    try (Journal again = Journal.open(restored, JournalSettings.standard())) {
      assertThat(again.replayReport().records()).isZero();
    }
  }

  @Test
  void theNextBackupSharesWhatHasNotChanged() throws Exception {
    BackupTarget.Made first = backup();
    Thread.sleep(2_100);
    // Too near to the moment of the first to be trusted, far enough for the third.
    BackupTarget.Made second = backup();
    Map<String, String> before = content(root);
    put("zarr/b/zarr.json", "{\"b\": 2}");
    journal.commit(
        Transaction.of(
            new Change.WriteBytes(
                new RootPath("collections/a/array_data/1/x.hdf5"),
                9,
                Payload.of("y".getBytes(StandardCharsets.UTF_8))),
            new Change.Delete(new RootPath("collections/a/relative"))));
    put("collections/a/new", "new");
    Progress progress = new Progress();
    BackupTarget.Made third = backup(progress);
    assertThat(progress.kept()).isEqualTo(2);
    assertThat(progress.copied()).isEqualTo(3);
    assertThat(
            Files.isSameFile(
                copy(second, "collections/a/a.json"), copy(third, "collections/a/a.json")))
        .isTrue();
    Path latest = restore(third.place());
    assertThat(content(latest)).isEqualTo(moved(content(root), root, latest));
    Path earlier = restore(second.place());
    assertThat(content(earlier)).isEqualTo(moved(before, root, earlier));
    assertThat(copy(first, "zarr/b/zarr.json")).hasContent("{\"b\": 1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"collections", "collections/a", "collections/a/array_data/1/x.hdf5"})
  void aLinkOutOfTheStorageIsNamed(String path) throws IOException {
    Path aside = directory.resolve("aside");
    Files.move(root.resolve(path), aside);
    Files.createSymbolicLink(root.resolve(path), aside);
    assertThatThrownBy(this::backup)
        .isInstanceOf(BackupFault.class)
        .hasMessageContaining(root.resolve(path) + " is a link ")
        .hasMessageContaining(aside.toString())
        .hasMessageContaining(" in its place");
    assertThat(Generation.all(target)).isEmpty();
  }

  @Test
  void linksThatMayLeadOutAreNamed() throws IOException {
    for (String to : new String[] {"../../..", "../../../x", "array_data/../../../x", "/x", "."}) {
      Path link = root.resolve("collections/a/odd");
      Files.createSymbolicLink(link, Path.of(to));
      assertThatThrownBy(this::backup)
          .isInstanceOf(BackupFault.class)
          .hasMessageContaining(link + " is a link ");
      Files.delete(link);
    }
    backup();
  }

  /** Deker writes them with the place of the storage. */
  @Test
  void linksOfKeysLeadToTheNewPlaceAlsoAfterAMove() throws IOException {
    Path link = root.resolve("collections/a/array_symlinks/k/x.hdf5");
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("/once/here/collections/a/array_data/1/x.hdf5"));
    backup();
    Path restored = restore(target);
    assertThat(Files.readSymbolicLink(restored.resolve(root.relativize(link))))
        .isEqualTo(restored.resolve("collections/a/array_data/1/x.hdf5"));
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("/once/here/collections/b/array_data/1/x.hdf5"));
    assertThatThrownBy(this::backup).hasMessageContaining(link + " is a link out of the storage");
  }

  /** As a list that has a link of any text, which earlier versions made. */
  @Test
  void anEarlierBackupWithALinkOutIsNotShared() throws IOException {
    Generation earlier = new Generation(backup().place());
    String list = Files.readString(earlier.list());
    assertThat(list).contains("\"link\":\"../a.json\"");
    Files.writeString(earlier.list(), list.replace("../a.json", "/far"));
    Manifest manifest = Manifest.read(earlier.manifest());
    String digest = new Digests().read(earlier.list()).sha256();
    Files.write(earlier.manifest(), Manifest.of(manifest.moment(), 0, 4, 1, digest).text());
    assertThatThrownBy(() -> Restore.open(target).check())
        .hasMessageContaining("a link that leads out of the storage: collections/a/relative");
    Progress progress = new Progress();
    backup(progress);
    assertThat(progress.kept()).isZero();
    Restore.open(target).check();
  }

  @Test
  void anEarlierListIsSharedUpToItsFirstDamagedLine() throws Exception {
    backup();
    Thread.sleep(2_100);
    Generation earlier = new Generation(backup().place());
    List<String> lines = new ArrayList<>(Files.readAllLines(earlier.list()));
    int last = lines.size() - 1;
    assertThat(lines.get(last)).contains("zarr/b/zarr.json");
    lines.set(last, "{}");
    Files.write(earlier.list(), lines);
    Manifest manifest = Manifest.read(earlier.manifest());
    String digest = new Digests().read(earlier.list()).sha256();
    Files.write(earlier.manifest(), Manifest.of(manifest.moment(), 0, 4, 1, digest).text());
    Map<String, String> before = content(root);
    Progress progress = new Progress();
    Path made = backup(progress).place();
    assertThat(progress.kept()).isEqualTo(3);
    assertThat(progress.copied()).isEqualTo(1);
    Path restored = restore(made);
    assertThat(content(restored)).isEqualTo(moved(before, root, restored));
  }

  private static Path copy(BackupTarget.Made made, String path) {
    return made.place().resolve("files").resolve(path);
  }

  /** Size and time tell it; a check tells of what leaves both. */
  @Test
  void aCopyThatWasChangedIsNotShared() throws Exception {
    backup();
    Thread.sleep(2_100);
    BackupTarget.Made first = backup();
    String document = "collections/a/a.json";
    Files.writeString(copy(first, document), "[]");
    Path linked = copy(first, "zarr/b/zarr.json");
    Path aside = directory.resolve("aside");
    Files.move(linked, aside);
    Files.createSymbolicLink(linked, aside);
    Progress progress = new Progress();
    BackupTarget.Made second = backup(progress);
    assertThat(progress.kept()).isEqualTo(2);
    assertThat(progress.copied()).isEqualTo(2);
    assertThat(copy(second, document)).hasContent("{}");
    assertThat(Files.isSymbolicLink(copy(second, "zarr/b/zarr.json"))).isFalse();
    Restore.open(second.place()).check();
  }

  /** As after a clock that was set back. */
  @Test
  void backupsGoOnAfterOneOfTheFuture() throws IOException {
    Path future = target.resolve("20991231T235959.999Z");
    Files.move(backup().place(), future);
    Files.createDirectories(target.resolve("20261399T000000.000Z"));
    assertThat(backup().place()).hasFileName("21000101T000000.000Z");
    assertThat(backup().place()).hasFileName("21000101T000000.001Z");
    Files.createDirectories(target.resolve("99991231T235959.999Z"));
    Files.copy(
        future.resolve("manifest.json"), target.resolve("99991231T235959.999Z/manifest.json"));
    assertThatThrownBy(this::backup).hasMessageContaining("No backup can be later than");
  }

  @Test
  void theLastSuccessIsNotInTheFuture() throws IOException {
    Manifest manifest = Manifest.read(new Generation(backup().place()).manifest());
    Instant later = Instant.now().plusSeconds(100_000);
    Generation newest = Generation.newest(target).orElseThrow();
    Files.write(newest.manifest(), Manifest.of(later, 0, 4, 1, manifest.list()).text());
    try (Backups backups =
        new Backups(
            new Backups.Place(
                Optional.of(journal),
                Optional.of(directory.resolve("backups")),
                0,
                false,
                name -> journal))) {
      assertThat(backups.lastSuccess().orElseThrow())
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
    }
  }

  @Test
  void oldBackupsGoAndUnfinishedOnes() throws IOException {
    BackupTarget two = new BackupTarget(target, 2);
    for (int round = 0; round < 4; round++) {
      two.make(journal, new Progress());
    }
    assertThat(Generation.all(target)).hasSize(2).allMatch(Generation::isFinished);
    Generation unfinished = Generation.all(target).getFirst();
    Files.delete(unfinished.manifest());
    assertThatThrownBy(() -> Restore.open(unfinished.directory()))
        .isInstanceOf(BackupFault.class)
        .hasMessage(
            "The backup "
                + unfinished.directory()
                + " is not finished: it has no manifest.json. Take another one.");
    two.make(journal, new Progress());
    assertThat(unfinished.directory()).doesNotExist();
    assertThat(two.newest()).isPresent();
  }

  @Test
  void aBackupThatFailsLeavesNothing() throws IOException {
    Files.createDirectories(root.resolve("collections/odd"));
    Process made =
        new ProcessBuilder("mkfifo", root.resolve("collections/odd/pipe").toString()).start();
    assertThat(made.onExit().join().exitValue()).isZero();
    assertThatThrownBy(this::backup)
        .isInstanceOf(BackupFault.class)
        .hasMessageContaining("collections/odd/pipe is no file, link or directory");
    assertThat(Generation.all(target)).isEmpty();
    Files.delete(root.resolve("collections/odd/pipe"));
    backup();
    assertThat(Generation.all(target)).hasSize(1);
  }

  @Test
  void targetAndStorageLieApart() {
    for (Path place : new Path[] {root, root.resolve("collections/x"), directory}) {
      assertThatThrownBy(() -> new BackupTarget(place, 0).make(journal, new Progress()))
          .isInstanceOf(BackupFault.class)
          .hasMessageContaining("one lies within the other");
    }
    assertThat(root.resolve("collections/x")).doesNotExist();
  }
}
