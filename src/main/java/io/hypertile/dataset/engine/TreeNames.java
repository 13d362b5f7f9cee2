package io.hypertile.dataset.engine;

import io.hypertile.dataset.DatasetName;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Names of the datasets of a hierarchy: its groups that have arrays, or that the server made. They
 * are walked for again when the state is another one, and once in a while, as other programs may
 * add some. Thread-safe.
 */
final class TreeNames implements DatasetNames {
  private static final long LASTING = Duration.ofSeconds(2).toNanos();
  private static final int DEEPEST = 32;

  private final TreeNodes nodes;
  private final DatasetPlaces places;
  private volatile @Nullable Walked walked;
  private final Map<Revision, List<DatasetName>> ofStates =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final AtomicLong walks = new AtomicLong();
  private volatile @Nullable Numbered numbered;

  /** Names that were found in a state. */
  private record Walked(
      Optional<ObjectVersion> version, long at, long number, List<DatasetName> names) {}

  /** A state and its number. */
  private record Numbered(Optional<ObjectVersion> version, long epoch) {}

  TreeNames(TreeNodes nodes, DatasetPlaces places) {
    this.nodes = nodes;
    this.places = places;
  }

  @Override
  public long count(Revision state) {
    return sorted(state).size();
  }

  @Override
  public long rows(Revision state) {
    return sorted(state).size();
  }

  @Override
  public long row(Revision state, DatasetName name) {
    return -1;
  }

  @Override
  public void forEach(
      Revision state, long afterRow, long limit, BiConsumer<Long, DatasetName> reader) {
    List<DatasetName> names = sorted(state);
    long given = 0;
    for (long row = Math.max(-1, afterRow) + 1; row < names.size() && given < limit; row++) {
      reader.accept(row, names.get((int) row));
      given++;
    }
  }

  @Override
  public List<DatasetName> names(
      Revision state, String prefix, Optional<DatasetName> after, int limit) {
    return sorted(state).stream()
        .filter(name -> name.text().startsWith(prefix))
        .filter(name -> after.isEmpty() || name.compareTo(after.get()) > 0)
        .limit(limit)
        .toList();
  }

  /** Names of a state, the same for as long as it is open: lists of the store are of no state. */
  private List<DatasetName> sorted(Revision state) {
    List<DatasetName> own = ofStates.get(state);
    if (own == null) {
      own = present(state);
      ofStates.put(state, own);
    }
    return own;
  }

  private List<DatasetName> present(Revision state) {
    Walked known = walked;
    long now = System.nanoTime();
    long number = walks.get();
    if (known != null
        && known.number() == number
        && now - known.at() < LASTING
        && known.version().isPresent()
        && known.version().equals(state.version())) {
      return known.names();
    }
    List<DatasetName> names = new ArrayList<>();
    walk(state, places.root(), 0, names);
    names.sort(null);
    List<DatasetName> sorted = List.copyOf(names);
    walked = new Walked(state.version(), now, number, sorted);
    return sorted;
  }

  private void walk(Revision state, StorePrefix place, int depth, List<DatasetName> names) {
    Optional<NodeDocument> own = TreeNodes.readable(state, place);
    boolean isTop = depth == 0;
    if (own.isEmpty() && !isTop || own.orElse(null) instanceof ArrayDocument) {
      return;
    }
    GroupDocument group = own.orElse(null) instanceof GroupDocument found ? found : null;
    if (group != null && !isTop && GroupForm.isCollection(group)) {
      return;
    }
    boolean isDataset = group != null && GroupForm.arrays(group).isPresent();
    for (StorePrefix child : depth < DEEPEST ? nodes.children(place) : List.<StorePrefix>of()) {
      if (TreeNodes.readable(state, child).orElse(null) instanceof ArrayDocument) {
        isDataset = true;
      } else {
        walk(state, child, depth + 1, names);
      }
    }
    if (isDataset) {
      places.name(place).ifPresent(names::add);
    }
  }

  @Override
  public synchronized long epoch(Revision state) {
    Numbered last = numbered;
    if (last != null && last.version().equals(state.version())) {
      return last.epoch();
    }
    // Greater than those of a server that ran before.
    long micros = Instant.now().toEpochMilli() * 1_000;
    long next = last == null ? micros : Math.max(micros, last.epoch() + 1);
    numbered = new Numbered(state.version(), next);
    return next;
  }

  @Override
  public void changed() {
    walks.incrementAndGet();
  }
}
