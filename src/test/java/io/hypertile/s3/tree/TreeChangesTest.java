package io.hypertile.s3.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.engine.ObjectTree;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of objects over stores that change as one, and over those that change by refs. */
class TreeChangesTest {
  private static final StorePrefix ROOT = new StorePrefix("lake/sea");
  private static final String GROUP =
      "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": {}}";

  private final MemoryStore store = new MemoryStore("test");
  private final TreeRules rules = new TreeRules(true, 1_000, 10_000);

  private ObjectTree tree(boolean isFarAway) {
    Revisions revisions = isFarAway ? new CommittedRevisions(store, true) : store.revisions();
    PlaceRevisions shared = new PlaceRevisions(revisions, ROOT.key(NodeDocument.NAME));
    return new ObjectTree(revisions.store(), ROOT, Optional.of(shared));
  }

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<ObjectVersion> version(ObjectTree tree, String key) {
    return new TreeObjects(tree).find(key).map(StoredObject::version);
  }

  private static List<String> keys(ObjectTree tree, String prefix) {
    List<String> keys = new ArrayList<>();
    Optional<ListMark> mark = Optional.empty();
    do {
      TreeListing.Found page =
          new TreeListing(tree)
              .list(new TreeListing.Asked(prefix, Depth.ALL, Optional.empty(), mark, 2));
      page.entries().forEach(entry -> keys.add(entry.key()));
      mark = page.next();
    } while (mark.isPresent());
    return keys;
  }

  private static void assertRefused(S3Code code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(S3Failure.class, e -> assertThat(e.s3Code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void objectsAreMadeReplacedAndDeleted(boolean isFarAway) {
    ObjectTree tree = tree(isFarAway);
    TreeChanges changes = new TreeChanges(tree, rules);
    ObjectVersion first = changes.put("a/c/0", body("one"), Condition.ABSENT);
    assertThat(version(tree, "a/c/0")).contains(first);
    assertThat(keys(tree, "")).containsExactly("a/c/0", "zarr.json");
    assertRefused(
        S3Code.PRECONDITION_FAILED, () -> changes.put("a/c/0", body("x"), Condition.ABSENT));
    ObjectVersion second = changes.put("a/c/0", body("two"), new Condition.At(first));
    assertThat(second).isNotEqualTo(first);
    assertRefused(
        S3Code.PRECONDITION_FAILED, () -> changes.put("a/c/0", body("x"), new Condition.At(first)));
    assertRefused(
        S3Code.NO_SUCH_KEY, () -> changes.put("a/c/1", body("x"), new Condition.At(first)));
    changes.put("a/zarr.json", body(GROUP), Condition.ALWAYS);
    Optional<ObjectVersion> group = version(tree, "a/zarr.json");
    changes.put("a/c/1", body("three"), Condition.ALWAYS);
    assertThat(version(tree, "a/zarr.json")).isNotEqualTo(group);
    assertThat(keys(tree, "a/c/")).containsExactly("a/c/0", "a/c/1");
    changes.delete(List.of("a/c/0", "a/zarr.json", "a/c/1", "absent", "zarr.json", "../x"));
    assertThat(keys(tree, "")).containsExactly("zarr.json");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readerThatHasOpenedAnObjectKeepsItsState(boolean isFarAway) throws IOException {
    ObjectTree tree = tree(isFarAway);
    TreeChanges changes = new TreeChanges(tree, rules);
    changes.put("x", body("before"), Condition.ALWAYS);
    try (TreeObjects.Opened opened = new TreeObjects(tree).open("x").orElseThrow()) {
      changes.put("x", body("behind"), Condition.ALWAYS);
      byte[] bytes = new byte[6];
      assertThat(
              opened.read(
                  new io.hypertile.store.Piece(
                      new io.hypertile.store.ByteRange.Span(0, 6),
                      java.lang.foreign.MemorySegment.ofArray(bytes))))
          .isTrue();
      assertThat(bytes).asString(StandardCharsets.UTF_8).isEqualTo("before");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyWritersLoseNothing(boolean isFarAway) throws Exception {
    ObjectTree tree = tree(isFarAway);
    TreeChanges changes = new TreeChanges(tree, rules);
    changes.put("a/zarr.json", body(GROUP), Condition.ALWAYS);
    AtomicInteger created = new AtomicInteger();
    List<Future<?>> under = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (int n = 0; n < 6; n++) {
        int number = n;
        under.add(
            threads.submit(() -> {
              for (int turn = 0; turn < 10; turn++) {
                String key = "a/c/" + number + "." + turn;
                ObjectVersion made = changes.put(key, body("x"), Condition.ALWAYS);
                assertThat(version(tree, key)).contains(made);
                changes.put("b" + number + "." + turn, body("x"), Condition.ALWAYS);
                try {
                  changes.put("one/" + turn, body("mine" + number), Condition.ABSENT);
                  created.incrementAndGet();
                } catch (S3Failure e) {
                  assertThat(e.s3Code()).isEqualTo(S3Code.PRECONDITION_FAILED);
                }
              }
            }));
      }
      for (Future<?> each : under) {
        each.get();
      }
    }
    assertThat(created).hasValue(10);
    assertThat(keys(tree, "a/c/")).hasSize(60);
    assertThat(keys(tree, "b")).hasSize(60);
    assertThat(keys(tree, "one/")).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsRefusedChangesNothing(boolean isFarAway) {
    ObjectTree tree = tree(isFarAway);
    TreeChanges changes = new TreeChanges(tree, rules);
    changes.put("zarr.json", body(GROUP), Condition.ALWAYS);
    List<String> before = keys(tree, "");
    Optional<ObjectVersion> version = version(tree, "zarr.json");
    assertRefused(
        S3Code.INVALID_REQUEST, () -> changes.put("a/zarr.json", body("{}"), Condition.ALWAYS));
    assertRefused(S3Code.INVALID_ARGUMENT, () -> changes.put("../x", body("x"), Condition.ALWAYS));
    assertRefused(
        S3Code.ACCESS_DENIED, () -> changes.put(".hypertile/x", body("x"), Condition.ALWAYS));
    assertRefused(
        S3Code.INVALID_REQUEST, () -> changes.put("v/.zarray", body("{}"), Condition.ALWAYS));
    assertThatThrownBy(() -> changes.put("x", body("x".repeat(10_001)), Condition.ALWAYS))
        .hasMessageContaining("10000");
    assertThatThrownBy(() -> changes.put("x.json", body("x".repeat(1_001)), Condition.ALWAYS))
        .hasMessageContaining("1000");
    ObjectTree fixed = ObjectTree.onlyRead(tree.objects(), ROOT);
    assertRefused(
        S3Code.ACCESS_DENIED,
        () -> new TreeChanges(fixed, rules).put("x", body("x"), Condition.ALWAYS));
    assertRefused(S3Code.ACCESS_DENIED, () -> new TreeChanges(fixed, rules).delete(List.of("x")));
    assertThat(keys(tree, "")).isEqualTo(before);
    assertThat(version(tree, "zarr.json")).isEqualTo(version);
  }
}
