package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Revisions} that can be changed promises. */
@Timeout(120)
public abstract class RevisionsContract {
  private static final StorePrefix PLACE = new StorePrefix("lake/t2m");
  static final StoreKey HEAD = PLACE.key("zarr.json");
  static final StoreKey CHUNK = PLACE.key("c/0/0");
  private static final StoreKey OTHER = PLACE.key("c/0/1");

  protected Store store;
  protected Revisions revisions;

  /** An empty store, which the test closes. */
  protected abstract Store create() throws Exception;

  /** The states of the store. */
  protected abstract Revisions revisions();

  @BeforeEach
  void open() throws Exception {
    store = create();
    revisions = revisions();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private StagedObject staged(String text) {
    return revisions.stage(ObjectBody.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  final KeyChange put(StoreKey key, String text) {
    return new KeyChange.Put(key, staged(text));
  }

  final Optional<ObjectVersion> commit(KeyChange... changes) {
    try (Revision base = revisions.open(HEAD)) {
      return ((CommitResult.Committed) revisions.commit(base, List.of(changes))).version();
    }
  }

  static Optional<String> text(ReadableObjects objects, StoreKey key) {
    return objects
        .load(key, 1_000)
        .map(loaded -> new String(loaded.bytes(), StandardCharsets.UTF_8));
  }

  @Test
  void stateOfAnEmptyPlaceHasNoVersion() {
    try (Revision base = revisions.open(HEAD)) {
      assertThat(base.version()).isEmpty();
      assertThat(base.head()).isEqualTo(HEAD);
      assertThat(base.find(HEAD)).isEmpty();
      assertThatThrownBy(() -> revisions.commit(base, List.of(put(CHUNK, "cells"))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> revisions.commit(base, List.of(put(HEAD, "h"), put(new StoreKey("x"), "y"))))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(store.find(CHUNK)).isEmpty();
  }

  @Test
  void commitMakesAllChangesAndANewVersion() {
    Optional<ObjectVersion> first = commit(put(HEAD, "head"), put(CHUNK, "cells"));
    assertThat(text(store, CHUNK)).contains("cells");
    assertThat(store.find(HEAD).map(StoredObject::version)).isEqualTo(first);

    Optional<ObjectVersion> second = commit(put(OTHER, "more"), new KeyChange.Remove(CHUNK));
    assertThat(second).isPresent().isNotEqualTo(first);
    assertThat(text(store, HEAD)).contains("head");
    assertThat(text(store, OTHER)).contains("more");
    assertThat(store.find(CHUNK)).isEmpty();
    try (Revision now = revisions.open(HEAD)) {
      assertThat(now.version()).isEqualTo(second);
    }
  }

  @Test
  void stateStaysReadableUntilItIsClosed() {
    Optional<ObjectVersion> first = commit(put(HEAD, "head"), put(CHUNK, "cells"));
    try (Revision old = revisions.open(HEAD)) {
      Optional<ObjectVersion> chunk = old.find(CHUNK).map(StoredObject::version);
      commit(put(HEAD, "head 2"), put(CHUNK, "cells 2"), put(OTHER, "other"));
      commit(new KeyChange.Remove(CHUNK), put(OTHER, "other 2"));
      try (Revision middle = revisions.open(HEAD)) {
        commit(put(CHUNK, "cells 3"));
        assertThat(middle.find(CHUNK)).isEmpty();
        assertThat(text(middle, OTHER)).contains("other 2");
      }
      assertThat(old.version()).isEqualTo(first);
      assertThat(text(old, HEAD)).contains("head");
      assertThat(text(old, CHUNK)).contains("cells");
      assertThat(old.find(CHUNK).map(StoredObject::version)).isEqualTo(chunk);
      assertThat(old.find(OTHER)).isEmpty();
      MemorySegment three = MemorySegment.ofArray(new byte[3]);
      List<Piece> pieces = List.of(new Piece(new ByteRange.Suffix(3), three));
      assertThat(old.read(CHUNK, pieces, chunk))
          .isEqualTo(new ReadResult.Read(chunk.orElseThrow(), 5));
      assertThat(three.toArray(ValueLayout.JAVA_BYTE)).asString().isEqualTo("lls");
      assertThat(old.readAll(OTHER, size -> MemorySegment.NULL, Optional.empty()))
          .isEqualTo(new ReadResult.Absent());
    }
    assertThat(text(store, CHUNK)).contains("cells 3");
  }

  @Test
  void wholeObjectsAreReadWithoutKnowingTheirSize() {
    commit(put(HEAD, "head"), put(CHUNK, "cells"), put(OTHER, ""));
    for (ReadableObjects objects : List.of(store, revisions.open(HEAD))) {
      byte[] bytes = new byte[5];
      ReadResult read =
          objects.readAll(
              CHUNK,
              size -> MemorySegment.ofArray(bytes).asSlice(0, Math.toIntExact(size)),
              Optional.empty());
      assertThat(read)
          .isInstanceOfSatisfying(
              ReadResult.Read.class, found -> assertThat(found.size()).isEqualTo(5));
      assertThat(bytes).asString().isEqualTo("cells");
      assertThat(objects.readAll(OTHER, size -> MemorySegment.NULL, Optional.empty()))
          .isInstanceOfSatisfying(
              ReadResult.Read.class, found -> assertThat(found.size()).isZero());
      Optional<ObjectVersion> wrong = Optional.of(new ObjectVersion("wrong"));
      assertThat(objects.readAll(CHUNK, size -> MemorySegment.NULL, wrong))
          .isInstanceOf(ReadResult.Changed.class);
      if (objects instanceof Revision revision) {
        revision.close();
        revision.close();
      }
    }
  }

  @Test
  void ofSeveralCommitsEachIsMadeOrLostByItself() {
    StoreKey second = new StoreKey("lake/u10/zarr.json");
    StoreKey third = new StoreKey("lake/v10/zarr.json");
    commit(put(HEAD, "head"), put(CHUNK, "cells"));
    try (Revision late = revisions.open(HEAD);
        Revision two = revisions.open(second);
        Revision three = revisions.open(third);
        StagedObject head = revisions.stageHead(ObjectBody.of(new byte[] {'2'}));
        StagedObject long3 = revisions.stageHead(ObjectBody.of(new byte[200_000]))) {
      Optional<ObjectVersion> now = commit(put(OTHER, "other"));
      List<Commit.Outcome> outcomes =
          revisions.commitEach(
              List.of(
                  new Commit(three, List.of(new KeyChange.Put(third, long3))),
                  new Commit(late, List.of(put(CHUNK, "late"))),
                  new Commit(two, List.of(new KeyChange.Put(second, head)))));
      assertThat(outcomes)
          .containsExactly(
              new Commit.Outcome.Ended(
                  new CommitResult.Committed(store.find(third).map(StoredObject::version))),
              new Commit.Outcome.Ended(new CommitResult.Lost(now)),
              new Commit.Outcome.Ended(
                  new CommitResult.Committed(store.find(second).map(StoredObject::version))));
      assertThat(two.find(second)).isEmpty();
    }
    assertThat(text(store, CHUNK)).contains("cells");
    assertThat(text(store, second)).contains("2");
    assertThat(store.find(third)).map(StoredObject::size).contains(200_000L);
    try (Revision made = revisions.open(second)) {
      assertThat(made.hasOthers().orElse(false)).isFalse();
      assertThat(made.version()).isEqualTo(store.find(second).map(StoredObject::version));
      byte[] bytes = new byte[1];
      assertThat(made.readAll(second, size -> MemorySegment.ofArray(bytes), made.version()))
          .isInstanceOf(ReadResult.Read.class);
      assertThat(bytes).asString().isEqualTo("2");
    }
    try (Revision filled = revisions.open(HEAD)) {
      assertThat(filled.hasOthers().orElse(true)).isTrue();
    }
  }

  @Test
  void commitOnAnotherStateIsLostAndChangesNothing() {
    commit(put(HEAD, "head"), put(CHUNK, "cells"));
    try (Revision base = revisions.open(HEAD)) {
      Optional<ObjectVersion> now = commit(put(OTHER, "other"));
      assertThat(revisions.commit(base, List.of(put(CHUNK, "late"))))
          .isEqualTo(new CommitResult.Lost(now));
    }
    assertThat(text(store, CHUNK)).contains("cells");
    try (Revision base = revisions.open(HEAD)) {
      commit(new KeyChange.Remove(HEAD));
      assertThat(revisions.commit(base, List.of(put(CHUNK, "late"))))
          .isEqualTo(new CommitResult.Lost(Optional.empty()));
    }
  }

  @Test
  void stagedObjectsAreNotThereUntilTheyAreCommitted() {
    commit(put(HEAD, "head"));
    try (StagedObject body = staged("cells")) {
      assertThat(body.size()).isEqualTo(5);
      assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 100, Depth.ALL).objects())
          .extracting(StoredObject::key)
          .containsExactly(HEAD);
      commit(new KeyChange.Put(CHUNK, body));
    }
    assertThat(text(store, CHUNK)).contains("cells");
  }

  @Test
  void newObjectsAreCommittedFromWhereverTheyWaited() {
    commit(put(HEAD, "head"));
    StoreKey large = PLACE.key("c/1/1");
    byte[] many = new byte[1 << 20];
    Arrays.fill(many, (byte) 7);
    try (StagedObject few =
            revisions.stageNew(ObjectBody.of("few".getBytes(StandardCharsets.UTF_8)));
        StagedObject more = revisions.stageNew(ObjectBody.of(many));
        StagedObject unused = revisions.stageNew(ObjectBody.of(new byte[1]))) {
      assertThat(unused.size()).isOne();
      commit(new KeyChange.Put(CHUNK, few), new KeyChange.Put(large, more));
    }
    assertThat(text(store, CHUNK)).contains("few");
    assertThat(store.load(large, 2 << 20).orElseThrow().bytes()).isEqualTo(many);
    commit(put(CHUNK, "other"));
    assertThat(text(store, CHUNK)).contains("other");
  }

  @Test
  void objectsThatWaitTogetherAreCommittedWhateverTheirSizes() {
    commit(put(HEAD, "head"), put(CHUNK, "cells"));
    List<StoreKey> keys = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    List<KeyChange> changes = new ArrayList<>();
    try (Revisions.Batch stage = revisions.openBatch()) {
      for (int number = 0; number < 40; number++) {
        byte[] body = new byte[number == 20 ? 400_000 : 20_000 + number];
        Arrays.fill(body, (byte) number);
        StoreKey key = PLACE.key("many/" + number);
        keys.add(key);
        bodies.add(body);
        StagedObject staged = stage.stage(ObjectBody.of(body));
        assertThat(staged.size()).isEqualTo(body.length);
        changes.add(new KeyChange.Put(key, staged));
      }
      StagedObject unused = stage.stage(ObjectBody.of(new byte[10]));
      changes.add(
          new KeyChange.Put(CHUNK, stage.stageHead(ObjectBody.of(new byte[] {'n', 'e', 'w'}))));
      unused.close();
      commit(changes.toArray(KeyChange[]::new));
      changes.forEach(change -> ((KeyChange.Put) change).body().close());
    }
    assertThat(text(store, CHUNK)).contains("new");
    for (int number = 0; number < keys.size(); number++) {
      assertThat(store.load(keys.get(number), 1 << 20).orElseThrow().bytes())
          .isEqualTo(bodies.get(number));
    }
  }

  @Test
  void objectsThatWaitTogetherAndAreGivenUpLeaveNothing() {
    commit(put(HEAD, "head"));
    try (Revisions.Batch stage = revisions.openBatch()) {
      stage.stage(ObjectBody.of(new byte[100])).close();
    }
    assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 100, Depth.ALL).objects())
        .extracting(StoredObject::key)
        .containsExactly(HEAD);
  }

  @Test
  void commitsThatEndEarlyAreSeenByAllThatComesAfterThem() {
    commit(put(HEAD, "head"), put(CHUNK, "first"));
    for (int number = 0; number < 20; number++) {
      String text = "number " + number;
      try (Revision base = revisions.open(HEAD)) {
        CommitResult result =
            revisions.commitEarly(base, List.of(put(HEAD, text), put(CHUNK, text)));
        assertThat(result.isMade("unknown")).isTrue();
        switch (number % 4) {
          case 0 -> assertThat(text(store, CHUNK)).contains(text);
          case 1 -> {
            try (Revision after = revisions.open(HEAD)) {
              assertThat(text(after, CHUNK)).contains(text);
            }
          }
          case 2 ->
              assertThat(store.list(PLACE, Optional.empty(), 100, Depth.ALL).objects())
                  .extracting(StoredObject::key)
                  .contains(CHUNK, HEAD);
          default -> assertThat(store.find(HEAD)).isPresent();
        }
        assertThat(text(base, CHUNK)).contains(number == 0 ? "first" : "number " + (number - 1));
        assertThat(revisions.commitEarly(base, List.of(put(CHUNK, "late"))))
            .isInstanceOf(CommitResult.Lost.class);
      }
    }
    assertThat(text(store, CHUNK)).contains("number 19");
  }

  @Test
  void keysThatCannotBeUsedAreRefusedAndChangeNothing() {
    commit(put(HEAD, "head"), put(CHUNK, "cells"));
    Optional<ObjectVersion> before = store.find(HEAD).map(StoredObject::version);
    StoreKey below = new StoreKey(CHUNK + "/below");
    try {
      commit(put(OTHER, "other"), put(below, "x"));
    } catch (ServiceException e) {
      // Stores whose keys are paths.
      assertThat(store.find(HEAD).map(StoredObject::version)).isEqualTo(before);
      assertThat(store.find(OTHER)).isEmpty();
      commit(put(OTHER, "other"));
    }
    assertThat(text(store, OTHER)).contains("other");
  }

  /** Writers race by reading, adding one and committing; readers never see half of a change. */
  @Test
  void ofRacingCommitsEachIsMadeOnceAndReadersSeeOneState() throws Exception {
    commit(put(HEAD, "0"), put(CHUNK, "0"), put(OTHER, "0"));
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger states = new AtomicInteger();
    // A state in memory never waits, and virtual threads that never wait keep others from running.
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        readers.add(
            threads.submit(() -> {
              while (!isOver.get()) {
                try (Revision state = revisions.open(HEAD)) {
                  List<Optional<String>> texts =
                      Arrays.asList(text(state, CHUNK), text(state, OTHER), text(state, CHUNK));
                  assertThat(texts).containsOnly(texts.getFirst());
                  assertThat(state.find(HEAD).map(StoredObject::version))
                      .isEqualTo(state.version());
                  states.incrementAndGet();
                }
              }
            }));
      }
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        writers.add(threads.submit(() -> addTimes(10)));
      }
      try {
        for (Future<?> writer : writers) {
          writer.get();
        }
      } finally {
        isOver.set(true);
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    assertThat(states).hasPositiveValue();
    assertThat(text(store, CHUNK)).contains("40");
    assertThat(text(store, OTHER)).contains("40");
  }

  private void addTimes(int times) {
    for (int done = 0; done < times; ) {
      try (Revision base = revisions.open(HEAD)) {
        String next = Integer.toString(Integer.parseInt(text(base, CHUNK).orElseThrow()) + 1);
        CommitResult result = revisions.commit(base, List.of(put(OTHER, next), put(CHUNK, next)));
        done += result instanceof CommitResult.Committed ? 1 : 0;
      }
    }
  }
}
