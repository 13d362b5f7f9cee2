package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionSlabs;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.WholeCells;
import io.hypertile.store.StorePrefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Changes of arrays. What does not depend on the stored cells is encoded once; what does is made
 * for a state, and made again for the next one when another change came first. No lock is held
 * while cells come in or are encoded. Thread-safe.
 *
 * @param scratch names files for cells that are too many for memory
 */
record ZarrChanges(ZarrStates states, ScratchFiles scratch) {
  /** Cells of a row of chunks that is encoded as it comes. */
  private static final long MOST_OF_A_ROW = 48L << 20;

  /** Chunks that are cleared one by one, whether they are stored or not. */
  private static final long FEW_CHUNKS = 1_000;

  /** Cells of rows that are taken together, so that all threads have chunks to encode. */
  private static final long SOME_ROWS = 12L << 20;

  Version write(StorePrefix place, Region box, CellSource source, Precondition condition) {
    return NodeCommits.changing(() -> writeBox(place, box, source, condition));
  }

  private Version writeBox(StorePrefix place, Region box, CellSource source, Precondition condition)
      throws IOException {
    ZarrForm form = requireForm(place, box, condition);
    BodyCells body = form.body(source, box);
    if (box.isEmpty()) {
      body.requireEnd();
      return unchanged(place, condition);
    }
    try (ArrayCommit commit = commit(place, form)) {
      if (isStreamed(form, box)) {
        addRows(commit, form, box, body);
        body.requireEnd();
        return commits().commit(place, condition, base -> requireSame(commit, form, base));
      }
      try (BodyCells.Taken taken = body.takeAll(states.pool().memory(), scratch)) {
        body.requireEnd();
        return overlay(commit, form, new Overlay.Cells(box, taken.cells()), condition);
      }
    }
  }

  /** Takes in all cells of a new array. */
  void fill(ArrayCommit commit, ZarrForm form, BodyCells body) throws IOException {
    Region whole = Region.whole(form.grid().shape());
    if (whole.isEmpty()) {
      body.requireEnd();
    } else if (isStreamed(form, whole)) {
      addRows(commit, form, whole, body);
      body.requireEnd();
    } else {
      try (BodyCells.Taken taken = body.takeAll(states.pool().memory(), scratch)) {
        body.requireEnd();
        commit.addChunks(
            commit.chunks(whole, whole::contains),
            alone(form, new Overlay.Cells(whole, taken.cells())));
      }
    }
  }

  /** Takes all cells of a new array from where they lie. */
  void fill(ArrayCommit commit, ZarrForm form, WholeCells lying) throws IOException {
    lying.check().run();
    Region whole = Region.whole(form.grid().shape());
    if (!whole.isEmpty()) {
      commit.addChunks(
          commit.chunks(whole, whole::contains),
          alone(form, new Overlay.Cells(whole, CellBlock.of(lying.cells()))));
    }
  }

  /** Encodes all cells of a new array, but for objects that stay as they are. */
  void fill(ArrayCommit commit, ZarrForm form, NewCells cells) throws IOException {
    Region whole = Region.whole(form.grid().shape());
    Predicate<Region> isNew =
        region -> {
          boolean isKept = cells.isKept(region);
          if (isKept) {
            commit.keep(region.startArray());
          }
          return !isKept;
        };
    if (!whole.isEmpty()) {
      commit.addChunks(commit.chunks(whole, isNew), cells);
    }
  }

  Version clear(StorePrefix place, Region box, Precondition condition) {
    return NodeCommits.changing(() -> clearBox(place, box, condition));
  }

  private Version clearBox(StorePrefix place, Region box, Precondition condition)
      throws IOException {
    ZarrForm form = requireForm(place, box, condition);
    if (box.isEmpty()) {
      return unchanged(place, condition);
    }
    Overlay overlay = new Overlay.Filled(box, form.fill());
    if (form.specification().grid().touched(box).cells() > FEW_CHUNKS) {
      return commits().commitFresh(place, condition, base -> clearedOfStored(base, form, overlay));
    }
    try (ArrayCommit commit = commit(place, form)) {
      return overlay(commit, form, overlay, condition);
    }
  }

  /** Chunks of a large box are as many as the grid has, and those that are stored may be few. */
  private ArrayCommit clearedOfStored(ZarrCells base, ZarrForm form, Overlay overlay)
      throws IOException {
    ArrayCommit commit = commit(base.state().place(), form);
    return commit.filled(() -> {
      requireSame(commit, form, base);
      List<Region> partial = commit.removeWithin(overlay.box());
      commit.addChunks(
          partial, new OverlaidCells(base, Optional.of(overlay), states.pool().memory()));
    });
  }

  /** Whole chunks are made once, those that keep stored cells for each state. */
  private Version overlay(
      ArrayCommit commit, ZarrForm form, Overlay overlay, Precondition condition)
      throws IOException {
    Region box = overlay.box();
    commit.addChunks(commit.chunks(box, box::contains), alone(form, overlay));
    return commits()
        .commit(
            commit.place(),
            condition,
            base -> {
              requireSame(commit, form, base);
              OverlaidCells cells =
                  new OverlaidCells(base, Optional.of(overlay), states.pool().memory());
              commit.addChunks(commit.chunks(box, region -> !box.contains(region)), cells);
              return commit;
            });
  }

  /** The cells of an overlay, where nothing is stored below them. */
  static NewCells alone(ZarrForm form, Overlay overlay) {
    return new NewCells() {
      @Override
      public boolean isCleared(Region region) {
        return overlay.isCleared(region);
      }

      @Override
      public void read(Region region, CellBlock target) {
        overlay.put(region, target, form.cellBytes());
      }
    };
  }

  private NodeCommits commits() {
    return new NodeCommits(states);
  }

  private ArrayCommit commit(StorePrefix place, ZarrForm form) {
    return new ArrayCommit(states, place, form);
  }

  private static ArrayCommit requireSame(ArrayCommit commit, ZarrForm form, ZarrCells base) {
    form.requireLike(
        base.state().form(), base.state().version(), base.shape().equals(form.grid().shape()));
    return commit;
  }

  /** Whether the box is of whole chunks, and few enough rows at a time. */
  private static boolean isStreamed(ZarrForm form, Region box) {
    ChunkGrid grid = form.specification().grid();
    Shape shape = grid.shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      long chunk = grid.chunkShape().length(axis);
      long stop = box.stop(axis);
      if (box.start(axis) % chunk != 0 || stop % chunk != 0 && stop != shape.length(axis)) {
        return false;
      }
    }
    return shape.rank() > 0 && rowCells(grid, box) <= MOST_OF_A_ROW / form.cellBytes();
  }

  private static long rowCells(ChunkGrid grid, Region box) {
    return box.cells() / box.length(0) * Math.min(box.length(0), grid.chunkShape().length(0));
  }

  /** Encodes some rows of chunks while the next ones come. */
  private void addRows(ArrayCommit commit, ZarrForm form, Region box, BodyCells body)
      throws IOException {
    long rowCells = rowCells(form.specification().grid(), box);
    long rows = Math.max(1, SOME_ROWS / (rowCells * form.cellBytes()));
    try (RowEncoding encoding = new RowEncoding(commit, body, states.pool().memory(), scratch)) {
      RegionSlabs.forEach(
          box,
          rows * rowCells,
          row -> {
            try {
              encoding.add(row, cells -> alone(form, cells));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      encoding.finish();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private ZarrForm requireForm(StorePrefix place, Region box, Precondition condition) {
    ZarrForm form = commits().requireForm(place, condition);
    if (!Region.whole(form.grid().shape()).contains(box)) {
      throw new IllegalArgumentException(box + " of " + form.grid().shape());
    }
    return form;
  }

  /** The version of an array that no cell comes to, as its shape has none. */
  private Version unchanged(StorePrefix place, Precondition condition) {
    try (ZarrState state = states.requireState(place)) {
      condition.require(state.version());
      return state.version();
    }
  }
}
