package io.hypertile.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page in the making, for stores that walk their keys in ascending order by themselves: keys
 * beside the prefix are skipped, deeper ones fold into prefixes, and the page ends when it is full.
 * For one thread.
 */
public final class Listing {
  private final StorePrefix prefix;
  private final @Nullable String after;
  private final int limit;
  private final Depth depth;
  private final List<StoredObject> objects = new ArrayList<>();
  private final List<StorePrefix> prefixes = new ArrayList<>();
  private @Nullable String last;
  private boolean isFull;

  /**
   * An empty page.
   *
   * @param after the mark of the page before
   * @param limit most entries, 1 to 1,000
   */
  public Listing(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    if (limit < 1 || limit > KeyPage.MOST) {
      throw new IllegalArgumentException("a page of " + limit);
    }
    this.prefix = prefix;
    this.after = after.map(ListMark::text).orElse(null);
    this.limit = limit;
    this.depth = depth;
  }

  /** A key that none of the page comes before; empty to begin with the first of the store. */
  public Optional<StoreKey> first() {
    String mark = after;
    if (mark != null) {
      return Optional.of(new StoreKey(mark.endsWith("/") ? mark + "\u0021" : mark));
    }
    return prefix.isRoot() ? Optional.empty() : Optional.of(prefix.asKey());
  }

  /**
   * Takes the next object of the store.
   *
   * @return false if no later one can belong to the page
   */
  public boolean add(StoredObject object) {
    String key = object.key().text();
    if (!object.key().isBelow(prefix)) {
      // Keys such as "a!b" come between "a" and "a/b".
      return StoreKey.compare(key, prefix.text() + "/") < 0;
    }
    String entry = entry(key);
    if (entry.equals(last) || (after != null && StoreKey.compare(entry, after) <= 0)) {
      return true;
    }
    if (objects.size() + prefixes.size() == limit) {
      isFull = true;
      return false;
    }
    last = entry;
    if (entry.endsWith("/")) {
      prefixes.add(new StorePrefix(entry.substring(0, entry.length() - 1)));
    } else {
      objects.add(object);
    }
    return true;
  }

  /** Entry of the page for a key: the key itself, or the prefix one segment down and a slash. */
  private String entry(String key) {
    if (depth == Depth.ALL) {
      return key;
    }
    int slash = key.indexOf('/', prefix.isRoot() ? 0 : prefix.text().length() + 1);
    return slash < 0 ? key : key.substring(0, slash + 1);
  }

  /** The page. */
  public KeyPage page() {
    return new KeyPage(
        objects,
        prefixes,
        isFull && last != null ? Optional.of(new ListMark(last)) : Optional.empty());
  }
}
