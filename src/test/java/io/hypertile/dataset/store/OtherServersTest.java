package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.RevisionsOver;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.age.Staleness;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.lease.Turn;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers on one collection: each sees what the other commits, and loses nothing by it. */
@Timeout(120)
class OtherServersTest {
  private static final Optional<Duration> ALWAYS = Optional.of(Duration.ZERO);

  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 4 << 20);
  private final List<Kept> kept = new ArrayList<>();
  private RandomGenerator random = TestSeed.random();
  private TreeMap<StoreKey, String> model = new TreeMap<>();

  /** Kinds of stores that servers share. */
  enum Kind {
    MEMORY,
    COMMITTED;

    /** Gives each server states of one store. */
    Supplier<Revisions> servers() {
      MemoryStore store = new MemoryStore("test");
      return this == MEMORY ? store::revisions : () -> new CommittedRevisions(store, true);
    }
  }

  private record Kept(SegmentState state, TreeMap<StoreKey, String> model) {}

  private SegmentedRevisions open(Revisions base, Optional<Duration> lasting) {
    return SegmentedRevisions.open(
        base,
        new StorePrefix("soundings"),
        memory,
        () -> Path.of("none"),
        lasting.map(time -> new SegmentedRevisions.Sharing(time, Turn.always())));
  }

  private static String text(SegmentState state, StoreKey key) {
    return state
        .load(key, 1 << 20)
        .map(LoadedObject::bytes)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("");
  }

  private static Optional<ObjectVersion> version(SegmentState state, StoreKey head) {
    return state.find(head).map(StoredObject::version);
  }

  private static KeyChange put(SegmentedRevisions server, StoreKey key, String text) {
    return new KeyChange.Put(
        key, server.stage(ObjectBody.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static CommitResult commit(SegmentedRevisions server, List<HeadChange> heads) {
    try {
      return server.commitAll(heads);
    } finally {
      for (HeadChange head : heads) {
        for (KeyChange change : head.changes()) {
          if (change instanceof KeyChange.Put put) {
            put.body().close();
          }
        }
      }
    }
  }

  /** Changes of a dataset for the state that a server is in. */
  private HeadChange change(
      SegmentedRevisions server, String dataset, TreeMap<StoreKey, String> next) {
    StoreKey head = StoreKey.of(dataset, "zarr.json");
    List<KeyChange> changes = new ArrayList<>();
    if (next.containsKey(head) && random.nextInt(6) == 0) {
      StoreKey all = new StoreKey(dataset);
      changes.add(new KeyChange.RemoveAll(all));
      next.keySet().removeIf(key -> key.isBelow(all.asPrefix()));
    } else {
      Map<StoreKey, String> puts = new TreeMap<>();
      puts.put(head, dataset + random.nextInt());
      for (int count = random.nextInt(4); count > 0; count--) {
        StoreKey key = StoreKey.of(dataset, "a" + random.nextInt(3), "c", "" + random.nextInt(3));
        puts.put(key, key + " " + random.nextInt() + " ".repeat(random.nextInt(300)));
      }
      puts.forEach((key, text) -> changes.add(put(server, key, text)));
      next.putAll(puts);
    }
    try (SegmentState state = server.openAll()) {
      return new HeadChange(head, version(state, head), changes);
    }
  }

  private void requireSame(SegmentState state, TreeMap<StoreKey, String> expected) {
    expected.forEach((key, text) -> assertThat(text(state, key)).isEqualTo(text));
    List<String> names =
        expected.keySet().stream()
            .filter(key -> key.name().equals("zarr.json"))
            .map(key -> key.parent().text())
            .toList();
    assertThat(state.names("", Optional.empty(), 100)).isEqualTo(names);
    assertThat(state.count()).isEqualTo(names.size());
    state.forEach(-1, 100, (row, name) -> assertThat(state.row(name)).contains(row));
  }

  /** An old state has what it had; an object that another server removed is missed by name. */
  private static void requireSameOrMissed(Kept kept) {
    kept.model()
        .forEach((key, text) -> {
          try {
            assertThat(text(kept.state(), key)).isEqualTo(text);
          } catch (ServiceException e) {
            assertThat(e).hasMessageContaining("segments/");
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, 1", "MEMORY, 2", "COMMITTED, 3", "COMMITTED, 4"})
  void eachSeesWhatTheOtherCommits(Kind kind, int seed) {
    random = TestSeed.random(seed);
    Supplier<Revisions> stores = kind.servers();
    List<SegmentedRevisions> servers =
        new ArrayList<>(List.of(open(stores.get(), ALWAYS), open(stores.get(), ALWAYS)));
    for (int step = 0; step < 250; step++) {
      int at = random.nextInt(2);
      SegmentedRevisions server = servers.get(at);
      switch (random.nextInt(14)) {
        case 0 -> server.merge(2);
        case 1 -> server.awaitMerged();
        case 2 -> {
          if (random.nextInt(4) == 0) {
            server.compact();
          }
        }
        case 3 -> kept.add(new Kept(server.openAll(), model));
        case 4 -> {
          server.close();
          servers.set(at, open(stores.get(), ALWAYS));
        }
        case 5 -> race(server, servers.get(1 - at));
        default -> commitSome(server);
      }
      if (random.nextInt(4) == 0) {
        try (SegmentState state = servers.get(random.nextInt(2)).openAll()) {
          requireSame(state, model);
        }
      }
    }
    for (Kept each : kept) {
      requireSameOrMissed(each);
      each.state().close();
    }
    servers.forEach(SegmentedRevisions::close);
    assertThat(memory.usedBytes()).isZero();
  }

  private void commitSome(SegmentedRevisions server) {
    TreeMap<StoreKey, String> next = new TreeMap<>(model);
    List<HeadChange> heads = new ArrayList<>();
    for (int dataset = random.nextInt(3); dataset < 9; dataset += 1 + random.nextInt(8)) {
      heads.add(change(server, "d" + dataset, next));
    }
    assertThat(commit(server, heads)).isInstanceOf(CommitResult.Committed.class);
    model = next;
  }

  /** Changes that are made ready before those of the other server are committed. */
  private void race(SegmentedRevisions late, SegmentedRevisions early) {
    TreeMap<StoreKey, String> next = new TreeMap<>(model);
    String own = "d" + random.nextInt(3);
    String others = "d" + random.nextInt(3);
    HeadChange after = change(late, own, next);
    TreeMap<StoreKey, String> first = new TreeMap<>(model);
    assertThat(commit(early, List.of(change(early, others, first))))
        .isInstanceOf(CommitResult.Committed.class);
    CommitResult result = commit(late, List.of(after));
    model = first;
    if (own.equals(others)) {
      assertThat(result).isInstanceOf(CommitResult.Lost.class);
    } else {
      assertThat(result).isInstanceOf(CommitResult.Committed.class);
      model.keySet().removeIf(key -> key.isBelow(new StorePrefix(own)));
      next.forEach((key, text) -> {
        if (key.isBelow(new StorePrefix(own))) {
          model.put(key, text);
        }
      });
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void countersThatBothRaiseLoseNothing(Kind kind) throws Exception {
    Supplier<Revisions> stores = kind.servers();
    SegmentedRevisions one = open(stores.get(), ALWAYS);
    SegmentedRevisions two = open(stores.get(), Optional.of(Duration.ofMillis(2)));
    SegmentedRevisions three = open(stores.get(), Optional.empty());
    List<CompletableFuture<Void>> ended = new ArrayList<>();
    for (SegmentedRevisions server : List.of(one, two, three)) {
      ended.add(CompletableFuture.runAsync(() -> raise(server, 40)));
    }
    for (CompletableFuture<Void> each : ended) {
      each.get();
    }
    try (SegmentState state = one.openAll()) {
      int sum = 0;
      for (int counter = 0; counter < 3; counter++) {
        sum += Integer.parseInt("0" + text(state, StoreKey.of("d" + counter, "zarr.json")));
      }
      assertThat(sum).isEqualTo(120);
    }
    List.of(one, two, three).forEach(SegmentedRevisions::close);
  }

  private static void raise(SegmentedRevisions server, int times) {
    for (int time = 0; time < times; time++) {
      StoreKey head = StoreKey.of("d" + time % 3, "zarr.json");
      CommitResult result;
      do {
        HeadChange change;
        try (SegmentState state = server.openAll()) {
          int next = 1 + Integer.parseInt("0" + text(state, head));
          change =
              new HeadChange(
                  head, version(state, head), List.of(put(server, head, Integer.toString(next))));
        }
        result = commit(server, List.of(change));
      } while (!(result instanceof CommitResult.Committed));
    }
  }

  /** States of a store whose looks can be stopped. */
  private record Gate(Revisions under, Supplier<CountDownLatch> closed) implements RevisionsOver {
    @Override
    public Revision open(StoreKey head) {
      try {
        closed.get().await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return under.open(head);
    }
  }

  private static void create(SegmentedRevisions server, String dataset) {
    StoreKey head = StoreKey.of(dataset, "zarr.json");
    HeadChange change = new HeadChange(head, Optional.empty(), List.of(put(server, head, dataset)));
    assertThat(commit(server, List.of(change))).isInstanceOf(CommitResult.Committed.class);
  }

  @Test
  void anIdleServerSeesCommitsInTimeAndReadersDoNotWaitForIt() throws Exception {
    MemoryStore store = new MemoryStore("test");
    CountDownLatch[] gate = {new CountDownLatch(0)};
    SegmentedRevisions writer = open(store.revisions(), Optional.empty());
    create(writer, "first");
    Duration lasting = Duration.ofSeconds(2);
    SegmentedRevisions reader =
        open(new Gate(store.revisions(), () -> gate[0]), Optional.of(lasting));
    create(writer, "second");
    assertThat(names(reader)).containsExactly("first");
    gate[0] = new CountDownLatch(1);
    Thread.sleep(lasting.plusMillis(10));
    CompletableFuture<List<String>> looking = CompletableFuture.supplyAsync(() -> names(reader));
    Thread.sleep(100);
    assertThat(names(reader)).containsExactly("first");
    assertThat(looking).isNotDone();
    Thread.sleep(lasting);
    CompletableFuture<List<String>> waiting = CompletableFuture.supplyAsync(() -> names(reader));
    Thread.sleep(100);
    assertThat(waiting).isNotDone();
    gate[0].countDown();
    assertThat(looking.get()).containsExactly("first", "second");
    assertThat(waiting.get()).containsExactly("first", "second");
    reader.close();
    writer.close();
  }

  /** States of a store that is down: those with leave are told that what they get is old. */
  private record Down(Revisions under, CountDownLatch asked, Duration age)
      implements RevisionsOver {
    @Override
    public Revision open(StoreKey head) {
      Staleness leave = Staleness.present().orElse(null);
      if (leave == null) {
        try {
          asked.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        throw new StoreException("test", "It is down.", StoreException.Retry.LATER, null);
      }
      assertThat(leave.tell(age.toNanos())).isTrue();
      return under.open(head);
    }
  }

  private static Staleness leave() {
    return new Staleness(Duration.ofHours(1), age -> true);
  }

  @Test
  void aStateThatWasOldWhenItWasOpenedIsLookedAtByTheNextRequest() {
    MemoryStore store = new MemoryStore("test");
    SegmentedRevisions writer = open(store.revisions(), Optional.empty());
    create(writer, "first");
    Revisions[] base = {new Down(store.revisions(), new CountDownLatch(0), Duration.ofMinutes(10))};
    List<SegmentedRevisions> readers = new ArrayList<>();
    leave()
        .serve(() ->
            readers.add(open(new Switched(() -> base[0]), Optional.of(Duration.ofMinutes(1)))));
    base[0] = store.revisions();
    create(writer, "second");
    assertThat(names(readers.getFirst())).containsExactly("first", "second");
    readers.getFirst().close();
    writer.close();
  }

  @Test
  void thoseWithLeaveDoNotGetTheFailureOfALookThatHadNone() throws Exception {
    MemoryStore store = new MemoryStore("test");
    SegmentedRevisions writer = open(store.revisions(), Optional.empty());
    create(writer, "first");
    CountDownLatch gate = new CountDownLatch(1);
    Revisions[] base = {store.revisions()};
    Duration lasting = Duration.ofMillis(20);
    SegmentedRevisions reader = open(new Switched(() -> base[0]), Optional.of(lasting));
    base[0] = new Down(store.revisions(), gate, Duration.ofNanos(1));
    Thread.sleep(lasting.multipliedBy(3));
    CompletableFuture<List<String>> without = CompletableFuture.supplyAsync(() -> names(reader));
    Thread.sleep(100);
    CompletableFuture<List<String>> with = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            leave().serve(() -> with.complete(names(reader)));
          } catch (RuntimeException e) {
            with.completeExceptionally(e);
          }
        });
    Thread.sleep(100);
    gate.countDown();
    assertThat(with.get()).containsExactly("first");
    assertThat(without).failsWithin(Duration.ofSeconds(60));
    reader.close();
    writer.close();
  }

  /** States of a store that can become others. */
  private record Switched(Supplier<Revisions> present) implements RevisionsOver {
    @Override
    public Revisions under() {
      return present.get();
    }
  }

  /** States of a store that do something when bytes are staged. */
  private record Staging(Revisions under, Runnable before) implements RevisionsOver {
    @Override
    public StagedObject stage(ObjectBody body) {
      before.run();
      return under.stage(body);
    }
  }

  /** Runs what is in a list, and takes it out. */
  private static Runnable once(List<Runnable> list) {
    return () -> {
      List<Runnable> left = List.copyOf(list);
      list.clear();
      left.forEach(Runnable::run);
    };
  }

  private static void remove(SegmentedRevisions server, String dataset) {
    StoreKey head = StoreKey.of(dataset, "zarr.json");
    try (SegmentState state = server.openAll()) {
      KeyChange all = new KeyChange.RemoveAll(new StoreKey(dataset));
      HeadChange change = new HeadChange(head, version(state, head), List.of(all));
      assertThat(commit(server, List.of(change))).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void whatIsRemovedBetweenTwoCompactionsThatOverlapStaysRemoved() {
    MemoryStore store = new MemoryStore("test");
    SegmentedRevisions early = open(store.revisions(), ALWAYS);
    create(early, "first");
    create(early, "second");
    List<Runnable> meanwhile = new ArrayList<>();
    SegmentedRevisions late = open(new Staging(store.revisions(), once(meanwhile)), ALWAYS);
    meanwhile.add(() -> {
      remove(early, "second");
      early.compact();
      assertThat(names(late)).containsExactly("first");
    });
    late.compact();
    assertThat(meanwhile).isEmpty();
    assertThat(names(late)).containsExactly("first");
    assertThat(names(early)).containsExactly("first");
    early.close();
    late.close();
  }

  @Test
  void whatIsRemovedBetweenTwoCompactionsOfOneServerStaysRemoved() throws Exception {
    List<Runnable> meanwhile = new ArrayList<>();
    SegmentedRevisions server =
        open(new Staging(new MemoryStore("test").revisions(), once(meanwhile)), Optional.empty());
    create(server, "first");
    create(server, "second");
    List<CompletableFuture<Void>> other = new ArrayList<>();
    meanwhile.add(() -> {
      remove(server, "second");
      other.add(CompletableFuture.runAsync(server::compact));
      other.getFirst().copy().completeOnTimeout(null, 500, TimeUnit.MILLISECONDS).join();
    });
    server.compact();
    other.getFirst().get();
    assertThat(names(server)).containsExactly("first");
    server.close();
  }

  private static List<String> names(SegmentedRevisions server) {
    try (SegmentState state = server.openAll()) {
      return state.names("", Optional.empty(), 10);
    }
  }

  @Test
  void aServerThatOnlyItselfChangesDoesNotLook() {
    MemoryStore store = new MemoryStore("test");
    SegmentedRevisions one = open(store.revisions(), Optional.empty());
    SegmentedRevisions two = open(store.revisions(), Optional.empty());
    create(one, "first");
    assertThat(names(two)).isEmpty();
    create(two, "second");
    assertThat(names(two)).containsExactly("first", "second");
    one.close();
    two.close();
  }
}
