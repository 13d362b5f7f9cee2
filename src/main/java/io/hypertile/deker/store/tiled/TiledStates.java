package io.hypertile.deker.store.tiled;

import io.hypertile.deker.lock.FileGuard;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.engine.StoredArray;
import io.hypertile.ndarray.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Register of the virtual arrays that are being read or changed, so that a reader sees one state of
 * all tiles from beginning to end, though it opens them one by one: a change first gives every
 * active reader the tiles that it will touch. Thread-safe.
 */
final class TiledStates {
  /**
   * Number of tiles of a box, where Deker processes write too, up to which all are held from the
   * beginning, so that none of their changes comes between; of a larger box each tile is held when
   * it is reached.
   */
  private static final int MOST_GUARDED = 256;

  final ArrayStates states;
  final VirtualFiles files;
  final TileFiles tiles;
  final Duration openTimeout;
  private final ConcurrentHashMap<Path, Counted> gates = new ConcurrentHashMap<>();

  /** A gate and how many use it. */
  private static final class Counted {
    private final TileGate gate;
    private int uses;

    private Counted(TileGate gate) {
      this.gate = gate;
    }
  }

  /**
   * States of the virtual arrays of a root.
   *
   * @param openTimeout how long opening waits for a change that keeps no old cells
   */
  TiledStates(ArrayStates states, VirtualFiles files, TileFiles tiles, Duration openTimeout) {
    this.states = states;
    this.files = files;
    this.tiles = tiles;
    this.openTimeout = openTimeout;
  }

  /**
   * The array as it is.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  StoredArray read(VirtualArray array) throws IOException {
    TileGate gate = enter(array);
    try {
      return gate.stored();
    } finally {
      leave(array);
    }
  }

  /**
   * Opens the array's present state for reading cells of a box.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such array
   */
  TileReading open(VirtualArray array, Region bounds) throws IOException {
    if (!states.guarding().isShared() || array.tiling().count(bounds) > MOST_GUARDED) {
      return entered(array, gate -> gate.open(bounds, Map.of()));
    }
    while (true) {
      Map<Long, Optional<Path>> found = find(array, bounds);
      List<Path> paths = found.values().stream().flatMap(Optional::stream).toList();
      try (FileGuard.Hold guard = states.guarding().read(paths)) {
        if (find(array, bounds).equals(found)) {
          return entered(array, gate -> gate.open(bounds, found));
        }
      } catch (NoSuchFileException e) {
        if (!Files.exists(files.path(array), LinkOption.NOFOLLOW_LINKS)) {
          throw e;
        }
      }
    }
  }

  private Map<Long, Optional<Path>> find(VirtualArray array, Region bounds) {
    Map<Long, Optional<Path>> found = new LinkedHashMap<>();
    array
        .tiling()
        .forEach(
            bounds,
            part ->
                found.put(
                    part.number(),
                    tiles.find(array, part.number()).map(tile -> tiles.path(array, tile))));
    return found;
  }

  /** Announces a change; the caller holds the locks that it needs. */
  TileWriting begin(VirtualArray array, TileWriting.Extent scope) throws IOException {
    return entered(array, gate -> gate.begin(scope));
  }

  /** Opens something at a gate, which is left when that is closed. */
  private <T> T entered(VirtualArray array, Opener<T> opener) throws IOException {
    TileGate gate = enter(array);
    try {
      return opener.open(gate);
    } catch (IOException | RuntimeException e) {
      leave(array);
      throw e;
    }
  }

  @FunctionalInterface
  private interface Opener<T> {
    T open(TileGate gate) throws IOException;
  }

  private TileGate enter(VirtualArray array) {
    Function<Path, Counted> fresh = path -> new Counted(new TileGate(this, array));
    return gates.compute(
            files.path(array),
            (path, found) -> {
              Counted counted = found == null ? fresh.apply(path) : found;
              counted.uses++;
              return counted;
            })
        .gate;
  }

  void leave(VirtualArray array) {
    gates.computeIfPresent(
        files.path(array), (path, counted) -> --counted.uses == 0 ? null : counted);
  }
}
