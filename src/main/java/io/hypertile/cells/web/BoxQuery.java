package io.hypertile.cells.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.error.ServiceException;
import io.hypertile.reading.PlannedBoxes;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceResolver;
import java.util.ArrayList;
import java.util.List;

/**
 * Boxes that a request asks for, not yet tied to an array.
 *
 * @param boxes the boxes, at least one
 * @param lookup method of finding values in all of them
 * @param isExact whether ranges that go past the end of their axis are refused
 */
public record BoxQuery(List<Box> boxes, Lookup lookup, boolean isExact) {
  public BoxQuery {
    boxes = List.copyOf(boxes);
  }

  /**
   * One of the boxes.
   *
   * @param name its name, unique among them
   * @param pointer place of its slice in the body, as refusals name it
   * @param slice its slice
   */
  public record Box(String name, String pointer, SliceExpression slice) {}

  /**
   * A reading of the boxes from an array.
   *
   * @param array is closed with the reading, and now if it fails
   * @param limit most bytes that may be decoded for it
   * @throws ServiceException {@code invalid-slice} if one does not fit the array or selects nothing
   */
  PlannedBoxes plan(CellArray array, long limit) {
    try {
      return new PlannedBoxes(array, resolve(array.spec()), limit);
    } catch (RuntimeException e) {
      array.close();
      throw e;
    }
  }

  private List<PlannedBoxes.Box> resolve(ArraySpec spec) {
    SliceResolver clipping = new SliceResolver(spec.axes());
    SliceResolver resolver = isExact ? clipping.exact() : clipping;
    List<PlannedBoxes.Box> resolved = new ArrayList<>();
    for (Box box : boxes) {
      try {
        resolved.add(new PlannedBoxes.Box(box.name, resolver.resolve(box.slice, lookup)));
      } catch (ServiceException e) {
        throw e.with("pointer", box.pointer);
      }
    }
    return resolved;
  }
}
