package io.hypertile.cells.web;

import io.hypertile.array.CellArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.http.QueryParameters;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.PlannedRead;
import io.hypertile.reading.PlannedReduction;
import io.hypertile.reduction.Reduction;
import io.hypertile.reduction.ReductionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Part of a query that asks for cells, parsed but not yet bound to an array.
 *
 * @param selection cells that are selected
 * @param points points, where they are asked for
 * @param reduction what is made of the cells, where something is
 */
public record ReadQuery(
    SelectionQuery selection, Optional<PointTable> points, Optional<ReductionText> reduction) {
  /** The names of its parameters where the query may have points. */
  public static final List<String> NAMES = names("points", "reduce", "coarsen");

  /** The names of its parameters where the points stand in the body. */
  public static final List<String> NAMES_WITHOUT_POINTS = names();

  private static List<String> names(String... more) {
    List<String> names = new ArrayList<>(SelectionQuery.NAMES);
    names.addAll(List.of(more));
    return List.copyOf(names);
  }

  /**
   * Reads the query.
   *
   * @throws ServiceException {@code invalid-slice} if it cannot be read or says the same twice
   */
  public static ReadQuery of(QueryParameters query) {
    Optional<PointTable> points = query.find("points").map(PointTable::ofQuery);
    Optional<String> coarsen = query.find("coarsen");
    Optional<ReductionText> reduction =
        query.find("reduce").map(text -> ReductionText.parse(text, coarsen));
    if (coarsen.isPresent() && reduction.isEmpty()) {
      throw refusal("coarsen", "Blocks need to be reduced: add reduce=mean, or another reduction.");
    }
    if (points.isPresent() && reduction.isPresent()) {
      throw refusal("reduce", "Points are not reduced; leave out points or reduce.");
    }
    return new ReadQuery(SelectionQuery.of(query), points, reduction);
  }

  private static ServiceException refusal(String parameter, String detail) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST, detail, Map.of("parameter", parameter), null);
  }

  /** The same query, whose ranges are refused where they go past the end of their axis. */
  public ReadQuery exact() {
    return new ReadQuery(selection.exact(), points, reduction);
  }

  /** The query with points from a body. */
  public ReadQuery with(PointTable table) {
    return new ReadQuery(selection, Optional.of(table), reduction);
  }

  /**
   * A reading of the cells from an array.
   *
   * @param array is closed with the reading, and now if it fails
   * @param limit most bytes that may be read for it
   * @param written finds the smallest box with all cells that hold something
   * @throws ServiceException {@code invalid-slice} if it does not fit the array or selects nothing
   */
  PlannedRead plan(CellArray array, long limit, Supplier<Optional<Region>> written) {
    if (reduction.isPresent()) {
      return reduce(array, reduction.get(), written);
    }
    return points.isPresent()
        ? new PointQuery(points.get(), selection).plan(array, limit, written)
        : selection.plan(array, written);
  }

  private PlannedReduction reduce(
      CellArray array, ReductionText text, Supplier<Optional<Region>> written) {
    try {
      Reduction bound = text.bind(array.spec(), selection.resolve(array.spec(), written));
      PlannedReduction planned = new PlannedReduction(array, bound);
      TooLarge.requireResult(
          planned.stateBytes(),
          PlannedReduction.MOST_STATE,
          "The results that are worked on at a time take too much memory; reduce fewer cells or more"
              + " dimensions.");
      return planned;
    } catch (RuntimeException e) {
      array.close();
      throw e;
    }
  }
}
