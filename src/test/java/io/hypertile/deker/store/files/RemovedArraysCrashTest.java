package io.hypertile.deker.store.files;

import static io.hypertile.engine.StorageFixtures.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.journal.CrashRoot;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.lock.InProcessLocks;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power losses at every moment while arrays go into the trash and come back among others. */
@StorageDirectories.InMemory
class RemovedArraysCrashTest {
  private static final CollectionName POND = new CollectionName("pond");
  private static final RootPath PLACE = RootPath.of("collections", "pond");
  private static final RootPath REMOVED = RootPath.of(".hypertile", "removed");

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private final List<List<String>> states = new ArrayList<>(List.of(List.of()));
  private final List<Integer> ends = new ArrayList<>();

  private static DekerCollections over(Journal journal) {
    return new DekerCollections(
        new DekerLayout(journal.root()), journal, new InProcessLocks(), Duration.ofSeconds(10));
  }

  /** An array with its link, below directories that it shares with others. */
  private static Transaction array(String number) {
    byte[] cells = number.repeat(900).getBytes(StandardCharsets.UTF_8);
    return Transaction.of(
        new Change.MakeDirectories(PLACE.child("array_data/1/" + number)),
        new Change.WriteBytes(
            PLACE.child("array_data/1/" + number + "/cells"), 0, Payload.of(cells)),
        new Change.MakeDirectories(PLACE.child("array_symlinks/k/" + number)),
        new Change.Link(
            PLACE.child("array_symlinks/k/" + number + "/link"),
            "../../../array_data/1/" + number + "/cells"));
  }

  private static Transaction end(String number) {
    return Transaction.of(
        new Change.Delete(PLACE.child("array_data/1/" + number + "/cells")),
        new Change.RemoveEmptyDirectories(
            PLACE.child("array_data/1/" + number), PLACE.child("array_data")),
        new Change.Delete(PLACE.child("array_symlinks/k/" + number + "/link")),
        new Change.RemoveEmptyDirectories(
            PLACE.child("array_symlinks/k/" + number), PLACE.child("array_symlinks")));
  }

  private void step(CrashRoot root, Runnable change, String... state) {
    states.add(List.of(state));
    change.run();
    ends.add(root.moment());
  }

  private void play(CrashRoot root) {
    Journal journal = root.journal();
    DekerCollections store = over(journal);
    step(root, () -> store.create(keyed("pond", DType.INT8, Shape.of(2), null)));
    step(root, () -> journal.commit(array("1")), "1");
    step(root, () -> journal.commit(array("2")), "1", "2");
    step(root, () -> discard(store, "a"), "a 1", "a 2");
    step(root, () -> store.trash().restore(store.trash().find("a").orElseThrow()), "1", "2");
    step(root, () -> discard(store, "b"), "b 1", "b 2");
    step(root, () -> journal.commit(array("3")), "3", "b 1", "b 2");
    step(root, () -> store.trash().restore(store.trash().find("b").orElseThrow()), "1", "2", "3");
    step(root, () -> discard(store, "c"), "c 1", "c 2", "c 3");
    step(root, () -> journal.commit(array("4")), "4", "c 1", "c 2", "c 3");
    step(root, () -> journal.commit(end("4")), "c 1", "c 2", "c 3");
    step(root, () -> store.trash().restore(store.trash().find("c").orElseThrow()), "1", "2", "3");
    step(root, () -> discard(store, "d"), "d 1", "d 2", "d 3");
    step(root, () -> store.trash().purge(store.trash().find("d").orElseThrow()));
  }

  private static void discard(DekerCollections store, String id) {
    Instant at = Instant.parse("2024-05-06T07:08:09Z");
    assertThat(store.discardArrays(new Removal(id, Removal.What.ARRAYS, POND, at, "somebody")))
        .isTrue();
  }

  /** Arrays in their place, and after the id of their removal those in the trash. */
  private static List<String> found(Journal journal) throws IOException {
    DekerCollections store = over(journal);
    List<String> arrays = new ArrayList<>(arrays("", PLACE.resolve(journal.root())));
    List<String> ids =
        store.trash().list().stream()
            .map(CollectionTrash.Kept::removal)
            .map(Removal::id)
            .sorted()
            .toList();
    for (String id : ids) {
      Path place = REMOVED.child(id).child("arrays").resolve(journal.root());
      arrays.addAll(arrays(id + " ", place));
    }
    Path aside = REMOVED.resolve(journal.root());
    if (Files.exists(aside)) {
      try (Stream<Path> all = Files.list(aside)) {
        assertThat(all).hasSameSizeAs(ids);
      }
    }
    return arrays;
  }

  private static List<String> arrays(String prefix, Path place) throws IOException {
    Path data = place.resolve("array_data/1");
    List<String> numbers = children(data);
    assertThat(children(place.resolve("array_symlinks/k"))).isEqualTo(numbers);
    for (String number : numbers) {
      assertThat(Files.readString(data.resolve(number + "/cells"))).isEqualTo(number.repeat(900));
      Path link = place.resolve("array_symlinks/k/" + number + "/link");
      assertThat(Files.readString(link)).isEqualTo(number.repeat(900));
    }
    return numbers.stream().map(number -> prefix + number).toList();
  }

  private static List<String> children(Path place) throws IOException {
    if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void arraysAreInOnePlaceTogetherAfterALossAtAnyMoment() throws Exception {
    JournalSettings settings = new JournalSettings(20_000, Duration.ofDays(1), 4096, 4096, false);
    CrashRoot root = new CrashRoot(directory, settings, TestSeed.get());
    root.run(Map.of("mover", () -> play(root)));
    root.run(Map.of("close", root.journal()::close));
    assertThat(ends).hasSize(states.size() - 1);
    root.loseAtEveryMoment((journal, moment) -> {
      int done = (int) ends.stream().filter(end -> end <= moment).count();
      List<String> next = states.get(Math.min(done + 1, states.size() - 1));
      assertThat(found(journal))
          .as("at %s after %s steps", moment, done)
          .isIn(states.get(done), next);
    });
  }
}
