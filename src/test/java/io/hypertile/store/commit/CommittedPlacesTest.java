package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyChange;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.Revision;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** States of places beside one another, over plain objects, with many objects, and damaged ones. */
class CommittedPlacesTest {
  private final MemoryStore plain = new MemoryStore("test");
  private final CommittedRevisions revisions = new CommittedRevisions(plain, true);
  private final Store present = revisions.store();

  private static StoreKey head(String place) {
    return new StoreKey(place + "/zarr.json");
  }

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private KeyChange put(String key) {
    return new KeyChange.Put(new StoreKey(key), revisions.stage(body(key)));
  }

  private static KeyChange remove(String key) {
    return new KeyChange.Remove(new StoreKey(key));
  }

  private CommitResult commit(String place, KeyChange... changes) {
    try (Revision base = revisions.open(head(place))) {
      return revisions.commit(base, List.of(changes));
    }
  }

  private void putPlain(String... keys) {
    for (String key : keys) {
      plain.put(new StoreKey(key), body("plain " + key), Condition.ALWAYS);
    }
  }

  private static Optional<String> text(ReadableObjects objects, String key) {
    return objects.load(new StoreKey(key), 1_000).map(LoadedObject::bytes).map(String::new);
  }

  private List<String> list(String prefix, Depth depth, int limit) {
    List<String> all = new ArrayList<>();
    Optional<ListMark> mark = Optional.empty();
    do {
      KeyPage page = present.list(new StorePrefix(prefix), mark, limit, depth);
      page.objects().forEach(object -> all.add(object.key().text()));
      page.prefixes().forEach(child -> all.add(child + "/"));
      assertThat(page.objects().size() + page.prefixes().size()).isLessThanOrEqualTo(limit);
      mark = page.next();
    } while (mark.isPresent());
    return all.stream().sorted().toList();
  }

  @Test
  void plainObjectsAreTheFirstStateAndStayAsTheyAre() {
    putPlain("a/zarr.json", "a/c/0", "a/c/1", "a/c/2");
    Revision first = revisions.open(head("a"));
    assertThat(first.version()).isEqualTo(plain.find(head("a")).map(StoredObject::version));
    assertThat(commit("a", put("a/c/1"), remove("a/c/2"), put("a/c/3")))
        .isInstanceOf(CommitResult.Committed.class);
    for (ReadableObjects now : List.of(present, revisions.open(head("a")))) {
      assertThat(text(now, "a/zarr.json")).contains("plain a/zarr.json");
      assertThat(text(now, "a/c/0")).contains("plain a/c/0");
      assertThat(text(now, "a/c/1")).contains("a/c/1");
      assertThat(text(now, "a/c/2")).isEmpty();
      assertThat(text(now, "a/c/3")).contains("a/c/3");
    }
    assertThat(list("a", Depth.ALL, 2)).containsExactly("a/c/0", "a/c/1", "a/c/3", "a/zarr.json");
    assertThat(text(first, "a/c/1")).contains("plain a/c/1");
    assertThat(text(first, "a/c/3")).isEmpty();
    assertThat(text(plain, "a/c/1")).contains("plain a/c/1");
    ObjectVersion state = revisions.open(head("a")).version().orElseThrow();
    assertThat(present.find(head("a")).map(StoredObject::version)).contains(state);
    assertThat(present.list(new StorePrefix("a"), Optional.empty(), 9, Depth.CHILDREN).objects())
        .extracting(StoredObject::version)
        .containsExactly(state);
  }

  @Test
  void aPlainHeadThatAnotherProgramReplacesIsAnotherState() {
    putPlain("a/zarr.json");
    try (Revision base = revisions.open(head("a"))) {
      putPlain("a/zarr.json");
      assertThat(revisions.commit(base, List.of(put("a/c/0"))))
          .isEqualTo(new CommitResult.Lost(plain.find(head("a")).map(StoredObject::version)));
    }
    assertThat(text(present, "a/c/0")).isEmpty();
  }

  @Test
  void placesBelowOneAnotherHaveStatesOfTheirOwn() {
    commit("a", put("a/zarr.json"));
    putPlain("a/x/zarr.json");
    commit("a/b", put("a/b/zarr.json"), put("a/b/c/0"));
    commit("d", put("d/zarr.json"), put("d/c/0"));
    commit("d", remove("d/zarr.json"), remove("d/c/0"));
    assertThat(list("", Depth.ALL, 1))
        .containsExactly("a/b/c/0", "a/b/zarr.json", "a/x/zarr.json", "a/zarr.json");
    assertThat(list("", Depth.CHILDREN, 1)).containsExactly("a/");
    assertThat(list("a", Depth.CHILDREN, 1)).containsExactly("a/b/", "a/x/", "a/zarr.json");
    assertThat(list("a/b/c", Depth.CHILDREN, 5)).containsExactly("a/b/c/0");
    assertThat(text(present, "a/x/zarr.json")).contains("plain a/x/zarr.json");
    assertThat(text(present, "a/b/c/0")).contains("a/b/c/0");
    assertThat(present.find(head("d"))).isEmpty();
    assertThat(commit("d", put("d/zarr.json"))).isInstanceOf(CommitResult.Committed.class);
    assertThat(list("d", Depth.ALL, 5)).containsExactly("d/zarr.json");
  }

  @ParameterizedTest
  @EnumSource(Depth.class)
  void ofManyObjectsAllAreKeptInListsOfTheirOwn(Depth depth) {
    int count = 700;
    commit("a", put("a/zarr.json"));
    for (int start = 0; start < count; start += 100) {
      commit(
          "a",
          IntStream.range(start, start + 100)
              .mapToObj(n -> put("a/c/" + n))
              .toArray(KeyChange[]::new));
    }
    commit(
        "a", IntStream.range(0, 350).mapToObj(n -> remove("a/c/" + n)).toArray(KeyChange[]::new));
    assertThat(plain.list(Names.MANIFESTS, Optional.empty(), 10, Depth.ALL).objects()).isNotEmpty();
    assertThat(plain.find(Names.ref(new StorePrefix("a"))).orElseThrow().size()).isLessThan(60_000);
    for (CommittedRevisions server : List.of(revisions, new CommittedRevisions(plain, true))) {
      try (Revision now = server.open(head("a"))) {
        assertThat(text(now, "a/c/349")).isEmpty();
        assertThat(text(now, "a/c/350")).contains("a/c/350");
      }
    }
    assertThat(list("a/c", depth, 100)).hasSize(350);
  }

  @Test
  void anObjectOfAStateThatIsGoneIsNotTakenForOneThatWasNeverWritten() {
    commit("a", put("a/zarr.json"), put("a/c/0"));
    plain
        .list(Names.OBJECTS, Optional.empty(), 10, Depth.ALL)
        .objects()
        .forEach(object -> plain.delete(List.of(object.key())));
    assertThatThrownBy(() -> text(present, "a/c/0")).isInstanceOf(CorruptDataException.class);
    try (Revision now = revisions.open(head("a"))) {
      assertThatThrownBy(() -> text(now, "a/c/0"))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("a/c/0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"format\":2,\"objects\":{}}",
        "{\"format\":1}",
        "{\"format\":1,\"objects\":{}}",
        "{\"format\":1,\"state\":\"../x\",\"objects\":{}}",
        "{\"format\":1,\"state\":\"0123456789ab-0123456789abcdef0123\",\"objects\":{\"../x\":null}}",
        "{\"format\":1,\"state\":\"0123456789ab-0123456789abcdef0123\",\"objects\":{\"x\":[\"y\",1]}}",
        "{\"format\":1,\"state\":\"0123456789ab-0123456789abcdef0123\",\"objects\":{\"x\":[\"0123456789ab-0123456789abcdef0123\",-1]}}",
        "{\"format\":1,\"state\":\"0123456789ab-0123456789abcdef0123\",\"list\":\"0123456789ab-0123456789abcdef0123\",\"objects\":{}}"
      })
  void aDamagedRefIsNamedAndNothingIsReadOrChanged(String document) {
    commit("a", put("a/zarr.json"));
    plain.put(Names.ref(new StorePrefix("a")), body(document), Condition.ALWAYS);
    assertThatThrownBy(() -> revisions.open(head("a"))).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> present.find(head("a"))).isInstanceOf(CorruptDataException.class);
    assertThat(text(plain, Names.ref(new StorePrefix("a")).text())).contains(document);
  }

  @Test
  void whatIsOnlyReadShowsTheStatesOfOthers() {
    commit("a", put("a/zarr.json"));
    CommittedRevisions reader = new CommittedRevisions(plain, false);
    try (Revision now = reader.open(head("a"))) {
      assertThat(text(now, "a/zarr.json")).contains("a/zarr.json");
      assertThatThrownBy(() -> reader.commit(now, List.of()))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
      assertThatThrownBy(() -> reader.stage(body("x"))).isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void ownNamesAreNoObjectsAndCommittedOnesChangeByCommitsOnly() {
    commit("a", put("a/zarr.json"));
    StoreKey ref = Names.ref(new StorePrefix("a"));
    assertThat(plain.find(ref)).isPresent();
    assertThat(present.find(ref)).isEmpty();
    assertThat(present.load(ref, 1_000)).isEmpty();
    assertThat(list(".hypertile", Depth.ALL, 5)).isEmpty();
    for (String key : List.of(ref.text(), "a/zarr.json", "a/c/0")) {
      StoreKey own = new StoreKey(key);
      assertThatThrownBy(() -> present.put(own, body("x"), Condition.ALWAYS))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(() -> present.delete(List.of(own))).isInstanceOf(StoreException.class);
    }
    assertThatThrownBy(() -> commit("a", put("a/zarr.json"), put(".hypertile/x")))
        .isInstanceOf(IllegalArgumentException.class);
    present.put(new StoreKey("b"), body("x"), Condition.ABSENT);
    assertThat(text(present, "b")).contains("x");
  }

  @Test
  void stagedBytesThatAreGivenUpAreRemoved() {
    revisions.stage(body("x")).close();
    assertThat(plain.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL).objects()).isEmpty();
  }

  @Test
  void aRefThatIsLongerThanMostIsRead() {
    commit("a", put("a/zarr.json"));
    StoreKey ref = Names.ref(new StorePrefix("a"));
    byte[] bytes = plain.load(ref, 10_000).orElseThrow().bytes();
    byte[] padded = Arrays.copyOf(bytes, 2 << 20);
    Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
    plain.put(ref, ObjectBody.of(padded), Condition.ALWAYS);
    assertThat(text(present, "a/zarr.json")).contains("a/zarr.json");
  }
}
