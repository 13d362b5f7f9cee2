package io.hypertile.cells.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.NamedSelector;
import io.hypertile.slice.Reading;
import io.hypertile.slice.Selection;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceParser;
import io.hypertile.slice.SliceResolver;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The part of a query that selects cells, read but not yet tied to an array.
 *
 * @param slice what {@code slice=} holds
 * @param named what {@code sel.<dimension>=} and {@code isel.<dimension>=} hold; empty when there
 *     is a slice
 * @param lookup method of finding values
 * @param isExact whether ranges that go past the end of their axis are refused; else they are
 *     clipped
 */
public record SelectionQuery(
    Optional<SliceExpression> slice, List<NamedSelector> named, Lookup lookup, boolean isExact) {
  /** A query whose ranges are clipped. */
  public SelectionQuery(Optional<SliceExpression> slice, List<NamedSelector> named, Lookup lookup) {
    this(slice, named, lookup, false);
  }

  /** The names of its parameters. */
  public static final List<String> NAMES = List.of("slice", "sel.", "isel.", "method", "tolerance");

  /**
   * Reads the query.
   *
   * @throws ServiceException {@code invalid-slice} if it cannot be read or says the same twice
   */
  public static SelectionQuery of(QueryParameters query) {
    Optional<SliceExpression> slice = query.find("slice").map(SliceParser::parse);
    List<NamedSelector> named = new ArrayList<>();
    for (Reading reading : List.of(Reading.SEL, Reading.ISEL)) {
      query
          .withPrefix(reading.text() + ".")
          .forEach(
              (name, text) -> named.add(new NamedSelector(name, reading, selector(name, text))));
    }
    if (slice.isPresent() && !named.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_SLICE,
          "Give either slice, or sel.<dimension> and isel.<dimension>, not both.");
    }
    Lookup lookup =
        Lookup.parse(query.find("method").orElse(null), query.find("tolerance").orElse(null));
    return new SelectionQuery(slice, List.copyOf(named), lookup);
  }

  /**
   * The same query, whose ranges of positions are refused where they go past the end of their axis.
   */
  public SelectionQuery exact() {
    return new SelectionQuery(slice, named, lookup, true);
  }

  /** The same query without the selectors of dimensions that are not among some. */
  public SelectionQuery among(Set<String> dimensions) {
    List<NamedSelector> own =
        named.stream().filter(each -> dimensions.contains(each.name())).toList();
    return new SelectionQuery(slice, own, lookup, isExact);
  }

  /**
   * Checks that it names no dimensions but some.
   *
   * @param dimensions those of all that is read
   * @param what is read, in the plural
   * @throws ServiceException {@code invalid-slice} with the names that are near
   */
  public void requireAmong(Set<String> dimensions, String what) {
    for (NamedSelector each : named) {
      if (!dimensions.contains(each.name())) {
        throw new ServiceException(
            ErrorCode.INVALID_SLICE,
            "None of the %s has a dimension %s.".formatted(what, Quoting.quoted(each.name())),
            Map.of("dimension", each.name(), "nearest", NearestNames.of(each.name(), dimensions)),
            null);
      }
    }
  }

  private static SliceExpression.Selector selector(String dimension, String text) {
    try {
      return SliceParser.parseSelector(text);
    } catch (ServiceException e) {
      throw e.with("dimension", dimension);
    }
  }

  /**
   * An access to the cells it selects from an array.
   *
   * @param array is closed with the access, and now if it fails
   * @throws ServiceException {@code invalid-slice} if it does not fit the array or selects nothing
   */
  public PlannedAccess plan(CellArray array) {
    try {
      return PlannedAccess.of(array, resolve(array.spec()));
    } catch (RuntimeException e) {
      array.close();
      throw e;
    }
  }

  /**
   * The same for reading, where a range may end with the last position that holds cells.
   *
   * @param written finds the smallest box with all cells that hold something
   */
  PlannedAccess plan(CellArray array, Supplier<Optional<Region>> written) {
    try {
      return PlannedAccess.of(array, resolve(array.spec(), written));
    } catch (RuntimeException e) {
      array.close();
      throw e;
    }
  }

  /**
   * The cells that it selects of an array.
   *
   * @throws ServiceException {@code invalid-slice} if it does not fit the array or selects nothing
   */
  public Selection resolve(ArraySpec spec) {
    return resolve(spec, new SliceResolver(spec.axes()));
  }

  /**
   * The same for reading, where a range may end with the last position that holds cells.
   *
   * @param written finds the smallest box with all cells that hold something
   */
  Selection resolve(ArraySpec spec, Supplier<Optional<Region>> written) {
    return resolve(spec, new SliceResolver(spec.axes(), written));
  }

  private Selection resolve(ArraySpec spec, SliceResolver clipping) {
    SliceResolver resolver = isExact ? clipping.exact() : clipping;
    if (slice.isPresent()) {
      return resolver.resolve(slice.get(), lookup);
    }
    return named.isEmpty() ? Selection.whole(spec.shape()) : resolver.resolveNamed(named, lookup);
  }
}
