package io.hypertile.collection.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.cells.web.AppendRequests;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.cells.web.ExtentReads;
import io.hypertile.cells.web.SubsetRequests;
import io.hypertile.encode.Casting;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.FoundExtent;
import io.hypertile.slice.AxisNames;
import io.hypertile.text.Quoting;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Cells that are written behind the last position along an axis that holds any. The place is that
 * of the version that they are written to: where another change comes between, nothing is written.
 * Thread-safe.
 */
@Component
final class ArrayAdditions {
  private final AddressedArrays arrays;
  private final ExtentReads extents;
  private final AppendRequests requests;

  ArrayAdditions(AddressedArrays arrays, ExtentReads extents, AppendRequests requests) {
    this.arrays = arrays;
    this.extents = extents;
    this.requests = requests;
  }

  /**
   * Writes the cells of the body, all of them or none.
   *
   * @param format name of the format, where the address says it
   * @throws ServiceException {@code shape-mismatch} if they do not fit behind the last, {@code
   *     locked} if another change came between
   */
  ResponseEntity<Void> append(Optional<String> format, HttpServletRequest request) {
    QueryParameters query =
        QueryParameters.of(request, AppendRequests.NAMES, name -> arrays.advice(request, name));
    Casting casting = SubsetRequests.casting(arrays, query);
    ChangeConditions conditions = ChangeConditions.of(request);
    String dimension = dimension(query);
    FoundExtent extent;
    try (CellArray array = arrays.find(request).array()) {
      conditions.forArray(array.version());
      new AxisNames(array.spec().axes()).require(dimension, 1);
      extent = extents.find(array, request);
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
    conditions.forArray(extent.version());
    try (CellArray array = arrays.locate(request)) {
      ArraySpec spec = array.spec();
      int axis = new AxisNames(spec.axes()).require(dimension, 1);
      AppendRequests.Place place = new AppendRequests.Place(spec.dtype(), spec.shape(), axis);
      AppendRequests.Adding adding = (count, cells) -> write(array, axis, extent, count, cells);
      Version version = requests.append(place, format, casting, request, adding);
      return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
    }
  }

  private static String dimension(QueryParameters query) {
    return query
        .find(AppendRequests.APPEND)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "POST writes behind the last cells of a dimension: name it, such as append=time, or"
                    + " write to a slice with PUT.",
                Map.of("parameter", AppendRequests.APPEND),
                null));
  }

  private static Version write(
      CellArray array, int axis, FoundExtent extent, long count, CellSource cells) {
    long first = extent.box().map(box -> box.stop(axis)).orElse(0L);
    requireRoom(array.spec().axes().get(axis), first, count);
    long[] stop = array.spec().shape().toArray();
    long[] start = new long[stop.length];
    start[axis] = first;
    stop[axis] = first + count;
    try {
      return array.write(Region.of(start, stop), cells, Precondition.at(extent.version()));
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
    if (count > free) {
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
              + ".",
          Map.of("dimension", axis.name(), "free", free, "found", count),
          null);
    }
  }
}
