package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How every store lists. */
@Timeout(120)
public abstract class StoreListingContract {
  private Store store;

  /** A store without objects, which the test closes. */
  protected abstract Store create() throws Exception;

  /** Whether one key may be that of an object and, with a slash behind it, begin others. */
  protected boolean hasKeysBelowKeys() {
    return true;
  }

  @BeforeEach
  void open() throws Exception {
    store = create();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void listOfAnEmptyStoreIsEmpty() {
    assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL))
        .isEqualTo(new KeyPage(List.of(), List.of(), Optional.empty()));
  }

  @Test
  void listOfChildrenGivesObjectsAndPrefixes() {
    put("zarr.json", "t2m/zarr.json", "t2m/c/0/0", "t2m/c/0/1", "t2m!x", "u10/zarr.json");

    KeyPage root = store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.CHILDREN);
    assertThat(root.objects())
        .extracting(o -> o.key().text())
        .containsExactly("t2m!x", "zarr.json");
    assertThat(root.prefixes()).extracting(StorePrefix::text).containsExactly("t2m", "u10");
    assertThat(root.next()).isEmpty();

    KeyPage below = store.list(new StorePrefix("t2m"), Optional.empty(), 10, Depth.CHILDREN);
    assertThat(below.objects()).extracting(o -> o.key().text()).containsExactly("t2m/zarr.json");
    assertThat(below.prefixes()).extracting(StorePrefix::text).containsExactly("t2m/c");
  }

  @Test
  void listLeavesOutWhatOnlyBeginsLikeThePrefix() {
    put("a/1", "a/2", "a!b/3", "ab/4", "a0/5");

    assertThat(all("a", Depth.ALL, 10)).containsExactly("a/1", "a/2");
    assertThat(all("none", Depth.ALL, 10)).isEmpty();
  }

  @Test
  void listIsInTheOrderOfBytes() {
    // U+FF61 comes before U+1F642 in bytes, behind it in UTF-16.
    put("b", "B", "a/x", "a-x", "a0", "ｱ", "🙂");

    assertThat(all("", Depth.ALL, 10)).containsExactly("B", "a-x", "a/x", "a0", "b", "ｱ", "🙂");
  }

  @Test
  void pagesOfEverySizeGiveEveryObjectOnce() {
    Random random = TestSeed.random();
    TreeSet<String> keys = new TreeSet<>(StoreKey::compare);
    while (keys.size() < 60) {
      List<String> segments = new ArrayList<>();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        segments.add("" + "ab-.!0é".charAt(random.nextInt(7)) + random.nextInt(3));
      }
      String key = String.join("/", segments);
      boolean isApart =
          keys.stream().noneMatch(k -> k.startsWith(key + "/") || key.startsWith(k + "/"));
      if (hasKeysBelowKeys() || isApart) {
        keys.add(key);
      }
    }
    List<String> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, random);
    put(shuffled.toArray(String[]::new));
    TreeSet<String> children = new TreeSet<>(StoreKey::compare);
    for (String key : keys) {
      int slash = key.indexOf('/');
      children.add(slash < 0 ? key : key.substring(0, slash + 1));
    }
    for (int limit : new int[] {1, 2, 7, 59, 60, 61}) {
      assertThat(all("", Depth.ALL, limit)).containsExactlyElementsOf(keys);
      assertThat(all("", Depth.CHILDREN, limit)).containsExactlyElementsOf(children);
    }
  }

  @Test
  void listFollowsPutsAndDeletes() {
    put("a", "b", "c");
    store.delete(List.of(new StoreKey("b")));

    assertThat(all("", Depth.ALL, 10)).containsExactly("a", "c");
    KeyPage first = store.list(StorePrefix.ROOT, Optional.empty(), 1, Depth.ALL);
    store.delete(List.of(new StoreKey("a")));
    put("bb");
    KeyPage second = store.list(StorePrefix.ROOT, first.next(), 10, Depth.ALL);
    assertThat(second.objects()).extracting(o -> o.key().text()).containsExactly("bb", "c");
  }

  @Test
  void listGivesSizeAndVersionAsFindDoes() {
    put("a/b");

    StoredObject listed =
        store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL).objects().getFirst();

    assertThat(Optional.of(listed)).isEqualTo(store.find(listed.key()));
  }

  private void put(String... keys) {
    for (String key : keys) {
      ObjectBody body = ObjectBody.of(key.getBytes(StandardCharsets.UTF_8));
      assertThat(store.put(new StoreKey(key), body, Condition.ALWAYS))
          .isInstanceOf(PutResult.Stored.class);
    }
  }

  /** All entries of a listing in the order of its pages, prefixes with a slash behind them. */
  private List<String> all(String prefix, Depth depth, int limit) {
    List<String> entries = new ArrayList<>();
    Optional<ListMark> mark = Optional.empty();
    do {
      KeyPage page = store.list(new StorePrefix(prefix), mark, limit, depth);
      TreeSet<String> ofPage = new TreeSet<>(StoreKey::compare);
      page.objects().forEach(object -> ofPage.add(object.key().text()));
      page.prefixes().forEach(below -> ofPage.add(below.text() + "/"));
      assertThat(ofPage).hasSizeLessThanOrEqualTo(limit);
      entries.addAll(ofPage);
      mark = page.next();
    } while (mark.isPresent());
    return entries;
  }
}
