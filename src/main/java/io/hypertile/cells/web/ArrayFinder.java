package io.hypertile.cells.web;

import io.hypertile.array.CellArray;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.AxisNames;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the arrays of one model by the addresses of requests: all that requests for cells ask of a
 * model. Thread-safe.
 */
public interface ArrayFinder {
  /**
   * Advice on a query parameter with the name of an axis, as in {@code lat=52}.
   *
   * @return a sentence; empty when no axis of the request's array has the name
   */
  default Optional<String> advice(HttpServletRequest request, String name) {
    try (CellArray array = locate(request)) {
      return new AxisNames(array.spec().axes()).advice(name);
    } catch (ServiceException e) {
      // The request is refused for its parameter; what else is wrong with it is told the next time.
      return Optional.empty();
    }
  }

  /** Names of query parameters by which an array is found, beside its address. */
  default List<String> parameters() {
    return List.of();
  }

  /** The names of parameters of a request, those among them by which its array is found. */
  default List<String> with(List<String> names) {
    return Stream.concat(names.stream(), parameters().stream()).toList();
  }

  /**
   * Whether requests are taken at their word: ranges that go past the end of their axis are refused
   * and not clipped, and cells of a body have to be of the array's type unless it asks for a cast.
   */
  default boolean isExact() {
    return false;
  }

  /**
   * The array of a request's address, to be read.
   *
   * @throws io.hypertile.error.ServiceException if there is none, or the address is no array's
   */
  FoundCells find(HttpServletRequest request);

  /**
   * The array of a request's address, to be changed or described: its state need not be held.
   *
   * @throws io.hypertile.error.ServiceException as {@link #find}
   */
  CellArray locate(HttpServletRequest request);
}
