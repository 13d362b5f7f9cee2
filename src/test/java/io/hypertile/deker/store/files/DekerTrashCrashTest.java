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
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power losses at every moment while collections with files and links go into the trash, others
 * take their place, come back, and go for good.
 */
@StorageDirectories.InMemory
class DekerTrashCrashTest {
  private static final CollectionName POND = new CollectionName("pond");
  private static final RootPath PLACE = RootPath.of("collections", "pond");
  private static final RootPath REMOVED = RootPath.of(".hypertile", "removed");

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  /** What is in the place of the collection, and beside it. */
  private record State(String place, List<String> removed) {}

  private final List<State> states = new ArrayList<>(List.of(new State("", List.of())));
  private final List<Integer> ends = new ArrayList<>();

  private static DekerCollections over(Journal journal) {
    return new DekerCollections(
        new DekerLayout(journal.root()), journal, new InProcessLocks(), Duration.ofSeconds(10));
  }

  private static Collection pond(DType dtype) {
    return keyed("pond", dtype, Shape.of(2), null);
  }

  private static Transaction filling(String text) {
    byte[] cells = text.repeat(900).getBytes(StandardCharsets.UTF_8);
    return Transaction.of(
        new Change.MakeDirectories(PLACE.child("array_data/1")),
        new Change.WriteBytes(PLACE.child("array_data/1/cells"), 0, Payload.of(cells)),
        new Change.MakeDirectories(PLACE.child("array_symlinks")),
        new Change.Link(PLACE.child("array_symlinks/a"), "../array_data/1/cells"));
  }

  private void step(CrashRoot root, Runnable change, String place, String... removed) {
    states.add(new State(place, List.of(removed)));
    change.run();
    ends.add(root.moment());
  }

  private void play(CrashRoot root) {
    Journal journal = root.journal();
    DekerCollections store = over(journal);
    step(root, () -> store.create(pond(DType.INT8)), "int8");
    step(root, () -> journal.commit(filling("int8")), "int8 full");
    step(root, () -> discard(store, "a"), "", "a int8 full");
    step(root, () -> store.create(pond(DType.INT16)), "int16", "a int8 full");
    step(root, () -> journal.commit(filling("int16")), "int16 full", "a int8 full");
    step(root, () -> discard(store, "b"), "", "a int8 full", "b int16 full");
    step(root, () -> store.trash().restore(kept(store, "a")), "int8 full", "b int16 full");
    step(root, () -> discard(store, "c"), "", "b int16 full", "c int8 full");
    step(root, () -> store.trash().purge(kept(store, "c")), "", "b int16 full");
    step(root, () -> store.trash().restore(kept(store, "b")), "int16 full");
  }

  private static CollectionTrash.Kept kept(DekerCollections store, String id) {
    return store.trash().find(id).orElseThrow();
  }

  private static void discard(DekerCollections store, String id) {
    Instant at = Instant.parse("2024-05-06T07:08:09Z");
    assertThat(store.discard(new Removal(id, POND, at, "somebody"), found -> {})).isTrue();
  }

  private static State found(Journal journal) throws IOException {
    DekerCollections store = over(journal);
    List<String> ids =
        store.trash().list().stream()
            .map(CollectionTrash.Kept::removal)
            .map(Removal::id)
            .sorted()
            .toList();
    List<String> removed = new ArrayList<>();
    for (String id : ids) {
      removed.add(id + " " + text(REMOVED.child(id).child("collection").resolve(journal.root())));
    }
    Path aside = REMOVED.resolve(journal.root());
    if (Files.exists(aside)) {
      try (Stream<Path> all = Files.list(aside)) {
        assertThat(all).hasSameSizeAs(removed);
      }
    }
    boolean isThere = store.find(POND).isPresent();
    assertThat(Files.exists(journal.root().resolve("collections/pond.lock"))).isEqualTo(isThere);
    return new State(isThere ? text(PLACE.resolve(journal.root())) : "", removed);
  }

  private static String text(Path directory) throws IOException {
    String document = Files.readString(directory.resolve("pond.json"));
    String dtype = document.contains("numpy.int8") ? "int8" : "int16";
    if (Files.notExists(directory.resolve("array_data"))) {
      return dtype;
    }
    for (String file : List.of("array_data/1/cells", "array_symlinks/a")) {
      assertThat(Files.readString(directory.resolve(file))).isEqualTo(dtype.repeat(900));
    }
    return dtype + " full";
  }

  @Test
  void collectionIsInOnePlaceWholeAfterALossAtAnyMoment() throws Exception {
    JournalSettings settings = new JournalSettings(20_000, Duration.ofDays(1), 4096, 4096, false);
    CrashRoot root = new CrashRoot(directory, settings, TestSeed.get());
    root.run(Map.of("mover", () -> play(root)));
    root.run(Map.of("close", root.journal()::close));
    assertThat(ends).hasSize(states.size() - 1);
    root.loseAtEveryMoment((journal, moment) -> {
      int done = (int) ends.stream().filter(end -> end <= moment).count();
      State next = states.get(Math.min(done + 1, states.size() - 1));
      assertThat(found(journal))
          .as("at %s after %s steps", moment, done)
          .isIn(states.get(done), next);
    });
  }
}
