package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes of arrays' documents and shapes. Made for a state, and again for the next one when
 * another change came first. Thread-safe.
 *
 * @param scratch names files for cells that are too many for memory
 */
record ShapeChanges(ZarrStates states, ScratchFiles scratch) {
  /**
   * Gives an array another shape. Chunks outside of it go, and cells outside in chunks that it cuts
   * become fill values, so that they do not come back when it grows again.
   */
  Version resize(StorePrefix place, Shape shape, Precondition condition) {
    return NodeCommits.changing(() ->
        commits()
            .commitFresh(
                place,
                condition,
                base -> {
                  ZarrForm form = resized(base, shape);
                  ArrayCommit commit = commit(place, form);
                  return commit.filled(() -> {
                    commit.add(document(base, form));
                    List<Region> cut = commit.removeOutside(base.state().form());
                    commit.addChunks(
                        cut, new OverlaidCells(base, Optional.empty(), states.pool().memory()));
                  });
                }));
  }

  /** Makes axes longer: nothing is cut off, and no chunk changes. */
  Version grow(StorePrefix place, Shape shape, Precondition condition) {
    return NodeCommits.changing(() ->
        commits()
            .commitFresh(
                place,
                condition,
                base -> {
                  ZarrForm form = resized(base, shape);
                  requireLonger(base.shape(), shape);
                  ArrayCommit commit = commit(place, form);
                  return commit.filled(() -> commit.add(document(base, form)));
                }));
  }

  private static void requireLonger(Shape before, Shape shape) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.length(axis) < before.length(axis)) {
        throw new ServiceException(
            ErrorCode.SHAPE_MISMATCH,
            "Axis %d has %d positions and cannot be made shorter; give at least as many."
                .formatted(axis, before.length(axis)),
            Map.of("axis", axis, "length", before.length(axis), "requested", shape.length(axis)),
            null);
      }
    }
  }

  /** Gives an array another document, with the same chunks. */
  Version describe(StorePrefix place, UnaryOperator<ArrayDocument> change, Precondition condition) {
    return NodeCommits.changing(() ->
        commits()
            .commitFresh(
                place,
                condition,
                base -> {
                  base.state().form().requireWritable();
                  ZarrForm form =
                      ZarrForm.of(
                          base.state().revision().head().text(), change.apply(base.document()));
                  ArrayCommit commit = commit(place, form);
                  return commit.filled(() -> commit.add(document(base, form)));
                }));
  }

  private static ZarrForm resized(ZarrCells base, Shape shape) {
    base.state().form().requireWritable();
    if (shape.rank() != base.shape().rank()) {
      throw new ServiceException(
          ErrorCode.SHAPE_MISMATCH,
          "The array has " + base.shape().rank() + " axes; give as many lengths.",
          Map.of("expected", base.shape().rank()),
          null);
    }
    try {
      ArrayDocument document = base.document().withShape(shape);
      return ZarrForm.of(base.state().revision().head().text(), document);
    } catch (CorruptDataException e) {
      throw tooLarge(e);
    }
  }

  /** A shape that no document can have. */
  private static ServiceException tooLarge(RuntimeException cause) {
    return new ServiceException(
        ErrorCode.SHAPE_MISMATCH,
        "An array of that shape has 2^63 cells or chunks, or more; choose a smaller one.",
        Map.of(),
        cause);
  }

  private KeyChange document(ZarrCells base, ZarrForm form) {
    return new KeyChange.Put(
        base.state().revision().head(),
        states.revisions().stageHead(ObjectBody.of(form.document().bytes())));
  }

  /** Adds cells behind the last ones of an axis. */
  Appended append(
      StorePrefix place, Appending appending, CellSource source, Precondition condition) {
    return NodeCommits.changing(() -> appendBox(place, appending, source, condition));
  }

  private Appended appendBox(
      StorePrefix place, Appending appending, CellSource source, Precondition condition)
      throws IOException {
    ZarrForm first = commits().requireForm(place, condition);
    Region added = appending.box(first.grid().shape());
    Shape shape = added.shape();
    BodyCells body = first.body(source, added);
    List<Region> box = new ArrayList<>();
    try (BodyCells.Taken taken = body.takeAll(states.pool().memory(), scratch)) {
      body.requireEnd();
      Version version =
          commits()
              .commitFresh(
                  place,
                  condition,
                  base -> {
                    Region own = appending.box(base.shape());
                    first.requireLike(
                        base.state().form(), base.state().version(), own.shape().equals(shape));
                    box.add(own);
                    return appended(base, new Overlay.Cells(own, taken.cells()));
                  });
      return new Appended(version, box.getLast());
    }
  }

  private ArrayCommit appended(ZarrCells base, Overlay overlay) throws IOException {
    Region box = overlay.box();
    ZarrForm form = resized(base, Shape.of(box.stopArray()));
    ArrayCommit commit = commit(base.state().place(), form);
    return commit.filled(() -> {
      commit.add(document(base, form));
      commit.addChunks(
          commit.chunks(box, region -> true),
          new OverlaidCells(base, Optional.of(overlay), states.pool().memory()));
    });
  }

  /** Positions added to an axis. */
  record Appending(int axis, long count) {
    /** Places that they go to in an array of a shape. */
    Region box(Shape shape) {
      long[] start = new long[shape.rank()];
      long[] stop = shape.toArray();
      start[axis] = stop[axis];
      try {
        stop[axis] = Math.addExact(stop[axis], count);
      } catch (ArithmeticException e) {
        throw tooLarge(e);
      }
      return Region.of(start, stop);
    }
  }

  private NodeCommits commits() {
    return new NodeCommits(states);
  }

  private ArrayCommit commit(StorePrefix place, ZarrForm form) {
    return new ArrayCommit(states, place, form);
  }
}
