package io.hypertile.deker.store.tiled;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.deker.store.write.ArrayWriter;
import io.hypertile.deker.store.write.BoxCells;
import io.hypertile.deker.store.write.CellPump;
import io.hypertile.deker.store.write.FileChange;
import io.hypertile.deker.store.write.FillSource;
import io.hypertile.deker.store.write.StagedCells;
import io.hypertile.deker.store.write.TilePool;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Transaction;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Tiling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Changes cells of virtual arrays: the tiles are prepared side by side and committed as one record
 * of the log, so that a change over many tiles happens whole or not at all. A tile whose whole
 * range is cleared, or overwritten with fill values, is removed; fill values alone make no tile.
 */
final class TiledWriter {
  /** Most tiles that are changed together: each takes a handle and part of the log record. */
  static final long MOST_TILES = 16_384;

  private final TiledStates states;
  private final TileChanges changes;
  private final TileLocks locks;
  private final Journal journal;
  private final ArrayWriter writer;
  private final TilePool pool;

  TiledWriter(
      TiledStates states, TileChanges changes, TileLocks locks, ArrayWriter writer, TilePool pool) {
    this.states = states;
    this.changes = changes;
    this.locks = locks;
    this.journal = writer.journal();
    this.writer = writer;
    this.pool = pool;
  }

  /** New cells of one tile, and the tile's id if it is there. */
  private record Work(Tiling.Part part, BoxCells cells, Optional<ArrayId> tile) {
    boolean isRemoval() {
      return part.isWhole() && isEmpty();
    }

    boolean isEmpty() {
      return cells.fillCells() == part.box().cells();
    }
  }

  /** Writes a box; the source is read to its end before any lock is taken. */
  Version write(VirtualArray array, Region box, CellSource cells, Precondition condition)
      throws IOException {
    requireFew(array, box);
    try (StagedTiles staged = StagedTiles.stage(cells, array, box, journal)) {
      List<Tiling.Part> parts = staged.parts();
      boolean removes = false;
      for (int at = 0; at < parts.size(); at++) {
        removes |= parts.get(at).isWhole() && staged.isEmpty(at);
      }
      try (LockStack held = locks.forTiles(array, box, removes, condition)) {
        require(array, condition);
        Work[] works = new Work[parts.size()];
        pool.forEach(
            works.length,
            at -> {
              Optional<ArrayId> tile = states.tiles.find(array, parts.get(at).number());
              works[at] = new Work(parts.get(at), staged.cells(at), tile);
            });
        TileLocks.addTiles(held, array, Stream.of(works).map(Work::tile).toList());
        return apply(array, List.of(works));
      }
    }
  }

  private void require(VirtualArray array, Precondition condition) throws IOException {
    if (!condition.isNone()) {
      condition.require(states.read(array).version());
    }
  }

  private static void requireFew(VirtualArray array, Region box) {
    long count = array.tiling().count(box);
    TooLarge.requireBody(
        count,
        MOST_TILES,
        most ->
            "The box touches %d tiles, and %d are written together at most; write smaller boxes."
                .formatted(count, most));
  }

  /** Sets a box to the fill value. */
  Version clear(VirtualArray array, Region box, Precondition condition) throws IOException {
    try (LockStack held = locks.forTiles(array, box, true, condition);
        Arena arena = Arena.ofShared()) {
      require(array, condition);
      List<Tiling.Part> parts = new ArrayList<>();
      long longest = 0;
      for (long number : states.tiles.numbers(array, box)) {
        Tiling.Part part = array.tiling().part(number, box);
        parts.add(part);
        longest = Math.max(longest, part.isWhole() ? 0 : part.box().cells());
      }
      StagedCells fill = new StagedCells(longest * array.cellSize(), journal, arena);
      CellPump.pump(
          new FillSource(array.schema().fillValue(), longest),
          longest * array.cellSize(),
          array.schema().fillValue(),
          fill::append);
      fill.seal();
      List<Work> works = new ArrayList<>();
      for (Tiling.Part part : parts) {
        long cells = part.box().cells();
        long bytes = part.isWhole() ? 0 : cells * array.cellSize();
        BoxCells empty = new BoxCells(fill.cells().asSlice(0, bytes), cells);
        works.add(new Work(part, empty, states.tiles.find(array, part.number())));
      }
      TileLocks.addTiles(held, array, works.stream().map(Work::tile).toList());
      return apply(array, works);
    }
  }

  private Version apply(VirtualArray array, List<Work> all) throws IOException {
    StoredArray stored = states.read(array);
    List<Work> works =
        all.stream().filter(work -> work.tile().isPresent() || !work.isEmpty()).toList();
    if (works.isEmpty()) {
      return stored.version();
    }
    Map<Long, Optional<Path>> touched = new LinkedHashMap<>();
    for (Work work : works) {
      touched.put(work.part().number(), work.tile().map(tile -> states.tiles.path(array, tile)));
    }
    boolean bars = works.stream().anyMatch(work -> bars(array, work, works.size()));
    try (TileWriting writing = states.begin(array, new TileWriting.Extent(touched, bars, false))) {
      prepare(array, stored.header(), works, writing);
      writing.prepared();
      if (writing.changes().stream().allMatch(change -> change.changes().isEmpty())) {
        return stored.version();
      }
      StoredArray after =
          writing.commit(modified -> journal.commit(transaction(array, writing, modified)));
      compact(array, works);
      return after == null ? stored.version() : after.version();
    }
  }

  /** Whether new readers may have to wait for the work, or for its old cells to be kept. */
  private static boolean bars(VirtualArray array, Work work, int together) {
    if (work.tile().isEmpty()) {
      return false;
    }
    if (work.isRemoval()) {
      return together > TileChanges.MANY;
    }
    long bytes = work.cells().cells().byteSize();
    boolean replaces = work.part().isWhole() && bytes > ArrayWriter.LOGGED_WHOLE;
    return array.collection().storage().isContiguous() && !replaces;
  }

  private void prepare(
      VirtualArray array, ArrayHeader header, List<Work> works, TileWriting writing)
      throws IOException {
    try {
      pool.forEach(
          works.size(),
          at -> {
            try {
              writing.add(prepare(array, header, works.get(at), works.size()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private FileChange prepare(VirtualArray array, ArrayHeader header, Work work, int together)
      throws IOException {
    Tiling.Part part = work.part();
    if (work.tile().isEmpty()) {
      return changes.create(array, header, part, work.cells(), together);
    }
    ArrayId tile = work.tile().get();
    return work.isRemoval()
        ? changes.remove(array, part.number(), tile, together)
        : changes.write(changes.task(array, tile, part.inTile(), together), work.cells());
  }

  private Transaction transaction(VirtualArray array, TileWriting writing, Instant modified) {
    List<Change> all = new ArrayList<>();
    for (FileChange change : writing.changes()) {
      all.addAll(change.changes());
    }
    all.add(new Change.Touch(states.files.rootPath(array), modified));
    return new Transaction(all);
  }

  /** The write is durable already, so what goes wrong here is nobody's but the log's. */
  private void compact(VirtualArray array, List<Work> works) {
    if (array.collection().storage().isContiguous()) {
      return;
    }
    for (Work work : works) {
      if (work.tile().isPresent() && !work.isRemoval()) {
        try {
          writer.compactIfWorthwhile(
              changes.task(array, work.tile().get(), work.part().inTile(), 1));
        } catch (IOException | ServiceException e) {
          System.getLogger(TiledWriter.class.getName())
              .log(System.Logger.Level.WARNING, "a tile could not be compacted", e);
        }
      }
    }
  }
}
