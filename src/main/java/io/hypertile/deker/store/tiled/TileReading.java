package io.hypertile.deker.store.tiled;

import io.hypertile.engine.ArrayFaults;
import io.hypertile.engine.StoredArray;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Tiling;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One state of a virtual array, held by a reader until it is closed. Tiles are opened when they are
 * asked for; one that has been changed since is held from before. Thread-safe, as long as each tile
 * is in the hands of one thread.
 */
final class TileReading implements AutoCloseable {
  /** Up to so many tiles it is cheaper to look for each one than to list what there is. */
  private static final long FEW = 16;

  private final TileGate gate;
  private final VirtualArray array;
  private final StoredArray stored;
  private final Region bounds;

  /** Tiles that were changed since the reading began, as they were; guarded by the gate. */
  private final Map<Long, TilePin> held = new HashMap<>();

  /** Tiles opened here, the one used last at the end; guarded by the gate. */
  private final LinkedHashMap<Long, TilePin> opened = new LinkedHashMap<>(16, 0.75f, true);

  private long[] candidates = {};
  private boolean detached;
  private boolean closed;

  TileReading(TileGate gate, VirtualArray array, StoredArray stored, Region bounds) {
    this.gate = gate;
    this.array = array;
    this.stored = stored;
    this.bounds = bounds;
  }

  StoredArray stored() {
    return stored;
  }

  /**
   * Keeps a tile as it is now, before it is changed, if it may be read here; called with the gate's
   * monitor held.
   *
   * @param file its file; empty if there is none
   */
  void hold(long number, Optional<Path> file) {
    if (held.containsKey(number) || !array.tiling().touches(number, bounds)) {
      return;
    }
    TilePin known = opened.remove(number);
    held.put(
        number,
        known == null
            ? file.map(path -> TilePin.open(gate.all().states, path)).orElse(TilePin.ABSENT)
            : known);
  }

  /** Looks for tiles that may be there; called once, with the gate's monitor held. */
  void look() {
    Tiling tiling = array.tiling();
    if (tiling.count(bounds) <= FEW) {
      List<Long> all = new ArrayList<>();
      tiling.forEach(bounds, part -> all.add(part.number()));
      candidates = all.stream().mapToLong(Long::longValue).toArray();
      return;
    }
    LongStream present =
        held.entrySet().stream()
            .filter(tile -> !tile.getValue().isAbsent())
            .mapToLong(Map.Entry::getKey);
    candidates =
        LongStream.concat(Arrays.stream(gate.all().tiles.numbers(array, bounds)), present)
            .sorted()
            .distinct()
            .toArray();
  }

  /** All tiles are held that there are; called with the gate's monitor held. */
  void detach() {
    detached = true;
  }

  /** Parts of a box in tiles that may be there, in order of the tiles; all others are absent. */
  List<Tiling.Part> parts(Region box) {
    Tiling tiling = array.tiling();
    List<Tiling.Part> parts = new ArrayList<>();
    if (tiling.count(box) <= candidates.length) {
      tiling.forEach(
          box,
          part -> {
            if (Arrays.binarySearch(candidates, part.number()) >= 0) {
              parts.add(part);
            }
          });
    } else {
      for (long number : candidates) {
        if (tiling.touches(number, box)) {
          parts.add(tiling.part(number, box));
        }
      }
    }
    return parts;
  }

  /**
   * A tile in the state that is read here.
   *
   * @throws io.hypertile.error.ServiceException {@code array-not-found} if the array was taken away
   *     with its collection meanwhile
   */
  TilePin pin(long number) {
    synchronized (gate) {
      TilePin known = held.get(number);
      known = known == null ? opened.get(number) : known;
      if (known != null) {
        return known;
      }
      if (detached) {
        return TilePin.ABSENT;
      }
    }
    // Looked up outside the monitor; a change that came between has held the tile from before.
    TilePin found = find(number);
    synchronized (gate) {
      TilePin known = held.get(number);
      if (known == null && !detached) {
        opened.put(number, found);
        return found;
      }
      found.close();
      return known == null ? TilePin.ABSENT : known;
    }
  }

  private TilePin find(long number) {
    TiledStates all = gate.all();
    Optional<ArrayId> tile = all.tiles.find(array, number);
    TilePin pin =
        tile.map(id -> TilePin.open(all.states, all.tiles.path(array, id))).orElse(TilePin.ABSENT);
    if (pin.isAbsent() && !isThere()) {
      throw ArrayFaults.notFound(array.collection(), array.id());
    }
    return pin;
  }

  /** A collection that is cleared loses its virtual arrays before their tiles. */
  private boolean isThere() {
    synchronized (gate) {
      return detached || Files.exists(gate.all().files.path(array), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Closes tiles that were opened here and not used for longest; none may be in use. */
  void trim(int most) {
    synchronized (gate) {
      Iterator<TilePin> eldest = opened.values().iterator();
      while (opened.size() > most) {
        eldest.next().close();
        eldest.remove();
      }
    }
  }

  @Override
  public void close() {
    synchronized (gate) {
      if (closed) {
        return;
      }
      closed = true;
      opened.values().forEach(TilePin::close);
      held.values().forEach(TilePin::close);
      gate.end(this);
    }
  }
}
