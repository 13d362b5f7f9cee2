package io.hypertile.cells.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.reading.FoundExtent;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.AxisNames;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.text.Quoting;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Writes cells behind the last position along an axis that holds any. The place is that of the
 * version that the cells are written to: when another change comes between, nothing is written.
 * Thread-safe.
 */
@Component
final class Appends {
  private final ExtentReads extents;
  private final SubsetBodies bodies;
  private final CellLimits limits;

  Appends(ExtentReads extents, SubsetBodies bodies, CellLimits limits) {
    this.extents = extents;
    this.bodies = bodies;
    this.limits = limits;
  }

  /** Cells to be written, and the condition on the array's version. */
  record Asked(String dimension, SubsetBodies.Body body, ChangeConditions conditions) {}

  /**
   * Writes the cells of a body.
   *
   * @throws ServiceException {@code shape-mismatch} if they do not fit behind the last, {@code
   *     locked} if another change came between
   * @throws IOException if the client goes before the place is found
   */
  Version append(ArrayFinder arrays, Asked asked, HttpServletRequest request) throws IOException {
    FoundExtent extent;
    try (CellArray array = arrays.find(request).array()) {
      asked.conditions.forArray(array.version());
      new AxisNames(array.spec().axes()).require(asked.dimension, 1);
      extent = extents.find(array, request);
    }
    asked.conditions.forArray(extent.version());
    CellArray array = arrays.locate(request);
    try (PlannedAccess ignored = PlannedAccess.of(array, Selection.whole(array.spec().shape()))) {
      ArraySpec spec = array.spec();
      int axis = new AxisNames(spec.axes()).require(asked.dimension, 1);
      ArrayFormat format = bodies.requireFormat(asked.body);
      AppendedBody body = AppendedBody.of(request, format, spec.dtype(), limits.text());
      Optional<Long> count = body.along(axis, spec.shape().toList(), spec.dtype());
      long first = extent.box().map(box -> box.stop(axis)).orElse(0L);
      requireRoom(spec.axes().get(axis), first, count.orElse(1L));
      PlannedAccess planned = PlannedAccess.of(array, behind(spec, axis, first, count));
      Optional<ArrayFormat> known = Optional.of(format);
      SubsetBodies.Body again = new SubsetBodies.Body(known, asked.body.casting(), body.request());
      return write(planned, again, extent);
    }
  }

  private Version write(PlannedAccess planned, SubsetBodies.Body body, FoundExtent extent) {
    try {
      return bodies.write(planned, body, Precondition.at(extent.version()));
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.VERSION_MISMATCH) {
        throw e;
      }
      throw new ServiceException(
          ErrorCode.LOCKED,
          "Another change of the array came between, and nothing was written; send the cells"
              + " again.",
          e.members(),
          e);
    }
  }

  private static void requireRoom(Axis axis, long first, long count) {
    long free = axis.size() - first;
    if (count < 1 || count > free) {
      throw new ServiceException(
          ErrorCode.SHAPE_MISMATCH,
          "The body has "
              + count
              + " positions along "
              + Quoting.quoted(axis.name())
              + ", and behind the last that holds cells are "
              + free
              + " of "
              + axis.size()
              + "; send 1 to as many.",
          Map.of("dimension", axis.name(), "free", free, "found", count),
          null);
    }
  }

  private static Selection behind(ArraySpec spec, int along, long first, Optional<Long> count) {
    List<AxisSelection> axes = new ArrayList<>();
    for (int axis = 0; axis < spec.shape().rank(); axis++) {
      axes.add(
          axis == along
              ? count
                  .<AxisSelection>map(n -> new AxisSelection.Range(first, first + n, 1))
                  .orElseGet(() -> new AxisSelection.Index(first))
              : new AxisSelection.Range(0, spec.shape().length(axis), 1));
    }
    return new Selection(spec.shape(), axes);
  }
}
