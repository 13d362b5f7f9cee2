package io.hypertile.partition.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.ValueOrder;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of variables that a query asks for: a slice is one of the axis that is cut, selectors by
 * the name of a dimension concern the variables that have it, and what nothing is said of is whole.
 *
 * @param query as it was given
 * @param axis the dimension that is cut
 * @param where rows of which a condition holds; empty without one
 */
record RowSelection(SelectionQuery query, String axis, Optional<FoundRows> where) {
  /**
   * Checks the slice.
   *
   * @throws ServiceException {@code invalid-slice} for one with several selectors
   */
  RowSelection {
    if (query.slice().filter(slice -> slice.selectors().size() != 1).isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_SLICE,
          "A slice of rows has one selector, that of %s; select on other dimensions by name, as in sel.NAME=."
              .formatted(Quoting.quoted(axis)),
          Map.of("dimension", axis),
          null);
    }
  }

  /** The same for rows of which a condition holds. */
  RowSelection with(FoundRows found) {
    return new RowSelection(query, axis, Optional.of(found));
  }

  /**
   * The region in one variable.
   *
   * @throws ServiceException {@code invalid-slice} with the member {@code variable}
   */
  Selection resolve(String path, ArraySpec spec) {
    SelectionQuery own = query.among(names(spec));
    Optional<SliceExpression> slice = query.slice().flatMap(given -> slice(given, spec));
    try {
      return found(
          new SelectionQuery(slice, own.named(), own.lookup(), own.isExact()).resolve(spec), spec);
    } catch (ServiceException e) {
      throw e.with("variable", path);
    }
  }

  /** The region without the rows of which the condition does not hold. */
  private Selection found(Selection region, ArraySpec spec) {
    if (where.isEmpty()) {
      return region;
    }
    List<AxisSelection> axes = new ArrayList<>(region.axes());
    for (int i = 0; i < axes.size(); i++) {
      if (spec.axes().get(i).name().equals(axis)) {
        axes.set(i, where.get().within(axes.get(i)));
      }
    }
    return new Selection(region.shape(), List.copyOf(axes));
  }

  /** The selector at the place of the axis; empty for variables that do not span it. */
  private Optional<SliceExpression> slice(SliceExpression given, ArraySpec spec) {
    List<Selector> selectors = new ArrayList<>();
    for (Axis each : spec.axes()) {
      if (each.name().equals(axis)) {
        Selector own = given.selectors().getFirst();
        selectors.add(own instanceof Ellipsis ? whole() : own);
        return Optional.of(new SliceExpression(selectors));
      }
      selectors.add(whole());
    }
    return Optional.empty();
  }

  private static Selector whole() {
    return new Range(1, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The range of values along the axis, if it cannot be found as one range of positions: values
   * that do not rise throughout, or too many of them to be kept.
   *
   * @param keys of the partitions that are read
   */
  Optional<AxisRanges.Split> unresolved(PartitionsState state, List<PartitionKey> keys) {
    Optional<AxisRanges.Split> range = AxisRanges.find(query, axis);
    if (range.isEmpty()) {
      return range;
    }
    try (CellArray values = state.variable(axis, keys)) {
      resolve(axis, values.spec());
      boolean isWithoutOrder = values.spec().axes().stream().anyMatch(ValueOrder::isMissing);
      return isWithoutOrder && isCondition(state, range.get()) ? range : Optional.empty();
    } catch (ServiceException e) {
      // Values along the axis that do not rise, do not reach so far, or are too many.
      boolean isUnfit = e.code() == ErrorCode.INVALID_SLICE || TooLarge.isResult(e);
      return isUnfit && isCondition(state, range.get()) ? range : Optional.empty();
    }
  }

  private static boolean isCondition(PartitionsState state, AxisRanges.Split range) {
    try {
      state.condition(range.condition());
      return true;
    } catch (ServiceException e) {
      // The range is refused in the words of slices.
      return false;
    }
  }

  /** Whether a variable spans the axis. */
  boolean isOfRows(ArraySpec spec) {
    return names(spec).contains(axis);
  }

  /** Checks that every name is one of a dimension of some variable. */
  void requireKnown(List<CellArray> arrays) {
    Set<String> known = new LinkedHashSet<>();
    arrays.forEach(array -> known.addAll(names(array.spec())));
    query.requireAmong(known, "variables");
  }

  private static Set<String> names(ArraySpec spec) {
    Set<String> names = new LinkedHashSet<>();
    spec.axes().forEach(each -> names.add(each.name()));
    return names;
  }
}
