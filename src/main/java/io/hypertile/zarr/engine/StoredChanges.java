package io.hypertile.zarr.engine;

import io.hypertile.engine.ArrayChanges;
import io.hypertile.error.CorruptDataException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.store.SideBySide;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import io.hypertile.zarr.marks.ArrayMarks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of arrays, told from two lists: that of the register, which has an entry for each array,
 * and that of the states of their places. Only documents in new states are read. What is known of a
 * collection with more arrays than the heap has room for is not kept.
 */
final class StoredChanges implements ArrayChanges {
  /** Most arrays of a collection: their marks take a thirtieth of the heap, and twice that once. */
  private static final long MOST =
      Math.clamp(Runtime.getRuntime().maxMemory() >> 10, 200_000L, 10_000_000L);

  /** Changed places whose arrays are read one by one; beyond that all are. */
  private static final int MOST_CHANGED = 20_000;

  private static final int PAGE = 1_000;

  private final Parts parts;
  private final Collection collection;
  private @Nullable ArrayMarks known;

  StoredChanges(Parts parts, Collection collection) {
    this.parts = parts;
    this.collection = collection;
  }

  @Override
  public Optional<byte[]> marks() {
    return Optional.ofNullable(known).map(ArrayMarks::bytes);
  }

  @Override
  public void resume(byte[] marks) {
    known = ArrayMarks.of(marks).orElse(null);
  }

  @Override
  public Optional<Set<ArrayId>> look() {
    StorePrefix place = parts.layout().collection(collection.name());
    ArrayMarks before = known;
    ArrayMarks.Look look = new ArrayMarks.Look();
    List<StorePrefix> places = new ArrayList<>();
    var areAll = SideBySide.both(() -> addStates(place, look, places), () -> addIds(look));
    if (!areAll.first() || !areAll.second()) {
      known = null;
      return Optional.empty();
    }
    ArrayMarks now = look.end();
    Optional<Set<ArrayId>> changed =
        before == null || places.size() > MOST_CHANGED
            ? Optional.empty()
            : changed(before, now, places);
    known = now;
    return changed;
  }

  /**
   * Adds the states of all places.
   *
   * @param changed gets those that were not known before
   * @return false if they are not told, or are too many
   */
  private boolean addStates(StorePrefix place, ArrayMarks.Look look, List<StorePrefix> changed) {
    ArrayMarks before = known;
    return parts
        .revisions()
        .marks(
            place,
            (node, version) -> {
              long state = look.add(node, version);
              boolean isChanged = before != null && !node.equals(place) && !before.has(state);
              if (isChanged && changed.size() <= MOST_CHANGED) {
                changed.add(node);
              }
              return look.states() <= MOST;
            });
  }

  /** Adds all ids; false if they are too many. */
  private boolean addIds(ArrayMarks.Look look) {
    @Nullable ArrayId last = null;
    boolean hasMore = true;
    while (hasMore && look.size() <= MOST) {
      List<ArrayId> page = parts.register().list(collection, last, PAGE);
      page.forEach(look::add);
      hasMore = page.size() == PAGE;
      last = hasMore ? page.getLast() : null;
    }
    return look.size() <= MOST;
  }

  private Optional<Set<ArrayId>> changed(
      ArrayMarks before, ArrayMarks now, List<StorePrefix> places) {
    Set<ArrayId> changed = new HashSet<>();
    now.addDifferent(before, changed);
    try {
      // An array that is gone is told by the register.
      parts.each(places, this::id).forEach(id -> id.ifPresent(changed::add));
    } catch (CorruptDataException e) {
      return Optional.empty();
    }
    return Optional.of(changed);
  }

  private Optional<ArrayId> id(StorePrefix node) {
    return ZarrNodes.find(parts.store(), node)
        .map(NodeDocument::attributes)
        .flatMap(HeaderAttributes::id);
  }
}
