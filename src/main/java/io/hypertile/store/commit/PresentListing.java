package io.hypertile.store.commit;

import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.Listing;
import io.hypertile.store.SideBySide;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the present objects below a prefix: those of states, whose refs are read first, among plain
 * ones, which are listed as they are walked. Where only children are listed, of each as few refs
 * are read as tell that it has an object, and one with a damaged ref is listed. For one page.
 */
final class PresentListing {
  /** Stands in a mark between that of the page and that of the plain objects. */
  private static final char BETWEEN = '\n';

  private static final int PAGE = 1_000;

  private final Store store;
  private final Refs refs;
  private final StorePrefix prefix;
  private final Places places = new Places();

  PresentListing(Store store, Refs refs, StorePrefix prefix) {
    this.store = store;
    this.refs = refs;
    this.prefix = prefix;
  }

  KeyPage page(Optional<ListMark> after, int limit, Depth depth) {
    Optional<String> mark = after.map(ListMark::text);
    Optional<ListMark> own =
        mark.map(text -> new ListMark(text.substring(0, text.indexOf(BETWEEN))));
    Optional<ListMark> plainMark =
        mark.map(text -> text.substring(text.indexOf(BETWEEN) + 1))
            .filter(text -> !text.isEmpty())
            .map(ListMark::new);
    Listing listing = new Listing(prefix, own, limit, depth);
    KeyPage first = find(plainMark, depth);
    Deque<StoredObject> committed = committed();
    PlainObjects plain = new PlainObjects(store, places, prefix, depth, plainMark);
    plain.read(first);
    boolean isOpen = true;
    while (isOpen && (plain.next() != null || !committed.isEmpty())) {
      StoredObject next = plain.next();
      boolean isPlain =
          next != null && (committed.isEmpty() || next.key().compareTo(committed.peek().key()) < 0);
      isOpen = listing.add(isPlain ? plain.remove() : committed.remove());
    }
    KeyPage page = listing.page();
    return new KeyPage(
        page.objects(),
        page.prefixes(),
        page.next()
            .map(next ->
                new ListMark(next.text() + BETWEEN + plain.mark().map(ListMark::text).orElse(""))));
  }

  /**
   * The refs of places in the prefix, below it and, where none is in it, around it; the first page
   * of plain objects beside them.
   */
  private KeyPage find(Optional<ListMark> plainMark, Depth depth) {
    var asked =
        SideBySide.both(
            () -> SideBySide.both(() -> refs.find(prefix), () -> addBelow(depth)),
            () -> store.list(prefix, plainMark, PAGE, depth));
    Optional<Refs.Found> own = asked.first().first();
    own.ifPresent(found -> places.add(prefix, found.ref()));
    List<StorePrefix> others = new ArrayList<>(asked.first().second());
    if (own.isEmpty()) {
      others.addAll(Places.above(prefix));
    }
    List<Optional<Refs.Found>> found = SideBySide.each(others, refs::find);
    for (int at = 0; at < others.size(); at++) {
      StorePrefix place = others.get(at);
      found.get(at).ifPresent(ref -> places.add(place, ref.ref()));
    }
    return asked.second();
  }

  /** Places below the prefix whose refs are to be read; children that are listed are noted. */
  private List<StorePrefix> addBelow(Depth depth) {
    return switch (depth) {
      case ALL ->
          refs.places(prefix, Depth.ALL).stream().filter(place -> !place.equals(prefix)).toList();
      case CHILDREN -> {
        List<StorePrefix> children = refs.places(prefix, Depth.CHILDREN);
        List<CommittedChild> looked =
            SideBySide.each(children, child -> CommittedChild.look(refs, child));
        List<StorePrefix> unclear = new ArrayList<>();
        for (CommittedChild child : looked) {
          if (child.isListed()) {
            places.list(child.prefix());
          } else {
            unclear.addAll(child.places());
          }
        }
        yield unclear;
      }
    };
  }

  /** Objects of states below the prefix, in order. */
  private Deque<StoredObject> committed() {
    Map<StoreKey, StoredObject> objects = new HashMap<>();
    places.forEach((place, ref) ->
        ref.all()
            .forEach((name, entry) -> {
              StoreKey key = place.key(name);
              boolean isShown =
                  key.isBelow(prefix) && places.around(key).filter(place::equals).isPresent();
              if (isShown && entry instanceof Entry.Put put) {
                objects.put(key, new StoredObject(key, put.size(), ref.version(name, put)));
              }
            }));
    places.listed().forEach(child -> objects.put(child.key("!"), Places.standIn(child)));
    List<StoredObject> sorted =
        objects.values().stream().sorted((one, other) -> one.key().compareTo(other.key())).toList();
    return new ArrayDeque<>(sorted);
  }
}
