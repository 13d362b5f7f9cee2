package io.hypertile.s3.tree;

import io.hypertile.engine.ObjectTree;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists the objects of one collection by the beginnings of their keys. Thread-safe.
 *
 * @param tree the objects
 */
public record TreeListing(ObjectTree tree) {
  /** Pages of the store that one request looks through for keys that it may show. */
  private static final int MOST_PAGES = 20;

  /**
   * A page that is asked for.
   *
   * @param prefix text that keys begin with, relative to the collection
   * @param after keys and folders up to this text are left out
   * @param mark where the store continues; empty for the first page
   * @param limit most entries, 1 to 1,000
   */
  public record Asked(
      String prefix, Depth depth, Optional<String> after, Optional<ListMark> mark, int limit) {}

  /**
   * An entry.
   *
   * @param key of an object, or the text of a folder with its slash; relative to the collection
   * @param object empty for a folder
   */
  public record Entry(String key, Optional<StoredObject> object) {}

  /**
   * A page.
   *
   * @param next where the store continues; empty for the last
   */
  public record Found(List<Entry> entries, Optional<ListMark> next) {}

  /** The next entries in ascending order. */
  public Found list(Asked asked) {
    int slash = asked.prefix().lastIndexOf('/');
    String folder = slash < 0 ? "" : asked.prefix().substring(0, slash);
    Optional<StorePrefix> place = place(folder);
    if (place.isEmpty() || !tree.objects().capabilities().lists()) {
      return new Found(List.of(), Optional.empty());
    }
    List<Entry> entries = new ArrayList<>();
    Optional<ListMark> mark = asked.mark();
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      KeyPage page =
          tree.objects().list(place.get(), mark, asked.limit() - entries.size(), asked.depth());
      mark = page.next();
      if (!add(page, asked, entries)) {
        return new Found(entries, Optional.empty());
      }
      if (mark.isEmpty() || entries.size() == asked.limit()) {
        break;
      }
    }
    return new Found(entries, mark);
  }

  private Optional<StorePrefix> place(String folder) {
    return folder.isEmpty()
        ? Optional.of(tree.root())
        : TreeObjects.key(tree, folder).map(StoreKey::asPrefix);
  }

  /**
   * Adds what a page has of the entries asked for.
   *
   * @return false if no later page has any
   */
  private boolean add(KeyPage page, Asked asked, List<Entry> entries) {
    List<Entry> all = new ArrayList<>();
    page.objects()
        .forEach(
            object -> all.add(new Entry(tree.root().relative(object.key()), Optional.of(object))));
    page.prefixes()
        .forEach(
            prefix -> all.add(new Entry(tree.root().relative(prefix) + "/", Optional.empty())));
    all.sort((one, other) -> StoreKey.compare(one.key(), other.key()));
    for (Entry entry : all) {
      boolean isMeant = entry.key().startsWith(asked.prefix());
      if (!isMeant && StoreKey.compare(entry.key(), asked.prefix()) > 0) {
        return false;
      }
      boolean isLater =
          asked.after().filter(after -> StoreKey.compare(entry.key(), after) <= 0).isEmpty();
      if (isMeant && isLater && TreeRules.isShown(entry.key())) {
        entries.add(shown(entry));
      }
    }
    return true;
  }

  /** The document of the collection's group is listed with the size that it is sent with. */
  private Entry shown(Entry entry) {
    return entry.key().equals(NodeDocument.NAME)
        ? new Entry(entry.key(), new TreeObjects(tree).find(entry.key()))
        : entry;
  }
}
