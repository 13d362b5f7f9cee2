package io.hypertile.zarr.engine;

import io.hypertile.engine.ArrayChanges;
import io.hypertile.error.CorruptDataException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of arrays, told from two lists: that of the register, which has an entry for each array,
 * and that of the states of their places. Only documents in new states are read. What is known of a
 * collection with very many arrays would take too much memory, and is not kept.
 */
final class StoredChanges implements ArrayChanges {
  private static final int MOST = 200_000;
  private static final int PAGE = 1_000;

  private final Parts parts;
  private final Collection collection;
  private @Nullable Known known;

  /** Ids and marks of states that a look has found. */
  private record Known(Set<ArrayId> ids, Map<StorePrefix, ObjectVersion> states) {}

  StoredChanges(Parts parts, Collection collection) {
    this.parts = parts;
    this.collection = collection;
  }

  @Override
  public Optional<Set<ArrayId>> look() {
    StorePrefix place = parts.layout().collection(collection.name());
    Optional<Map<StorePrefix, ObjectVersion>> states = parts.revisions().marks(place, MOST);
    Optional<Set<ArrayId>> ids = states.isPresent() ? ids() : Optional.empty();
    if (ids.isEmpty()) {
      known = null;
      return Optional.empty();
    }
    Known before = known;
    Known now = new Known(ids.get(), states.get());
    Optional<Set<ArrayId>> changed =
        before == null ? Optional.empty() : changed(place, before, now);
    known = now;
    return changed;
  }

  private Optional<Set<ArrayId>> ids() {
    Set<ArrayId> ids = new HashSet<>();
    @Nullable ArrayId last = null;
    boolean hasMore = true;
    while (hasMore && ids.size() <= MOST) {
      List<ArrayId> page = parts.register().list(collection, last, PAGE);
      ids.addAll(page);
      hasMore = page.size() == PAGE;
      last = hasMore ? page.getLast() : null;
    }
    return ids.size() > MOST ? Optional.empty() : Optional.of(ids);
  }

  private Optional<Set<ArrayId>> changed(StorePrefix place, Known before, Known now) {
    Set<ArrayId> changed = new HashSet<>(before.ids());
    changed.removeAll(now.ids());
    now.ids().stream().filter(id -> !before.ids().contains(id)).forEach(changed::add);
    List<StorePrefix> places = new ArrayList<>();
    now.states()
        .forEach((node, version) -> {
          if (!node.equals(place) && !version.equals(before.states().get(node))) {
            places.add(node);
          }
        });
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
