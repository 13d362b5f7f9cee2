package io.hypertile.deker.store.tiled;

import io.hypertile.deker.store.write.FileChange;
import io.hypertile.engine.StoredArray;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.Tiling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of a virtual array that is announced to its readers. Closing it without a commit takes
 * it back. Thread-safe.
 */
final class TileWriting implements AutoCloseable {
  private final TileGate gate;
  private final VirtualArray array;
  private final Extent scope;
  private final List<FileChange> changes = new ArrayList<>();
  private boolean barred;

  /**
   * Extent of a change.
   *
   * @param tiles numbers of the tiles, each with its file; empty where there is none yet
   * @param overwrites whether cells may be overwritten in place: then new readers of these tiles
   *     wait until the old ones are kept
   * @param isAll whether every tile that there is goes
   */
  record Extent(Map<Long, Optional<Path>> tiles, boolean overwrites, boolean isAll) {
    /** A change of the document alone. */
    static final Extent NO_TILES = new Extent(Map.of(), false, false);
  }

  TileWriting(TileGate gate, VirtualArray array, Extent scope) {
    this.gate = gate;
    this.array = array;
    this.scope = scope;
    this.barred = scope.overwrites();
  }

  Extent scope() {
    return scope;
  }

  /** Whether readers of a box must wait; called with the gate's monitor held. */
  boolean bars(Tiling tiling, Region bounds) {
    return barred
        && scope.tiles().keySet().stream().anyMatch(number -> tiling.touches(number, bounds));
  }

  /** Old cells are kept; called with the gate's monitor held. */
  void keepsOld() {
    barred = false;
  }

  /** Takes over a change of one tile, to be closed with this one. */
  synchronized void add(FileChange change) {
    changes.add(change);
  }

  synchronized List<FileChange> changes() {
    return List.copyOf(changes);
  }

  /** Lets new readers in if all old cells stay readable. */
  void prepared() {
    if (changes().stream().allMatch(FileChange::keepsOld)) {
      gate.admit(this);
    }
  }

  /** Writes changes to the log. */
  @FunctionalInterface
  interface Committing {
    /**
     * Commits.
     *
     * @param modified the modification time that the array's document must get
     */
    void commit(Instant modified) throws IOException;
  }

  /**
   * Commits the changes and shows them to readers.
   *
   * @return the array after that; null if it is gone
   */
  @Nullable StoredArray commit(Committing committing) throws IOException {
    gate.commits().lock();
    try {
      committing.commit(gate.all().files.stamp(array).next());
      changes().forEach(FileChange::committed);
      return gate.end(this);
    } finally {
      gate.commits().unlock();
    }
  }

  synchronized void closeChanges() {
    changes.forEach(FileChange::close);
  }

  @Override
  public void close() {
    try {
      gate.end(this);
    } catch (IOException e) {
      System.getLogger(TileWriting.class.getName())
          .log(System.Logger.Level.DEBUG, "a change that was taken back", e);
    }
  }
}
