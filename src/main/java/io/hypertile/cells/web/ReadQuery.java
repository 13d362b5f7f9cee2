package io.hypertile.cells.web;

import io.hypertile.array.CellArray;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.reading.PlannedRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Part of a query that asks for cells, parsed but not yet bound to an array.
 *
 * @param selection cells that are selected
 * @param points points, where they are asked for
 */
public record ReadQuery(SelectionQuery selection, Optional<PointTable> points) {
  /** The names of its parameters where the query may have points. */
  public static final List<String> NAMES = names("points");

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
    return new ReadQuery(SelectionQuery.of(query), query.find("points").map(PointTable::ofQuery));
  }

  /** The query with points from a body. */
  public ReadQuery with(PointTable table) {
    return new ReadQuery(selection, Optional.of(table));
  }

  /**
   * A reading of the cells from an array.
   *
   * @param array is closed with the reading, and now if it fails
   * @param limit most bytes that may be read for it
   * @throws ServiceException {@code invalid-slice} if it does not fit the array or selects nothing
   */
  PlannedRead plan(CellArray array, long limit) {
    return points.isPresent()
        ? new PointQuery(points.get(), selection).plan(array, limit)
        : selection.plan(array);
  }
}
