package io.hypertile.collection.web;

import io.hypertile.collection.CollectionService;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.CollectionName;
import io.hypertile.slice.AxisNames;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.NamedSelector;
import io.hypertile.slice.Reading;
import io.hypertile.slice.Selection;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceParser;
import io.hypertile.slice.SliceResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The part of a query that selects cells, read but not yet tied to an array.
 *
 * @param slice what {@code slice=} holds
 * @param named what {@code sel.<dimension>=} and {@code isel.<dimension>=} hold; empty when there
 *     is a slice
 * @param lookup how values are looked up
 */
record SelectionQuery(Optional<SliceExpression> slice, List<NamedSelector> named, Lookup lookup) {
  /** The names of its parameters. */
  static final List<String> NAMES = List.of("slice", "sel.", "isel.", "method", "tolerance");

  /**
   * Reads the query.
   *
   * @throws ServiceException {@code invalid-slice} if it cannot be read or says the same twice
   */
  static SelectionQuery of(QueryParameters query) {
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
   * What to say of a parameter that has the name of an axis: that this goes as {@code sel.} or
   * {@code isel.} and the name.
   *
   * @param collections knows the collection of the request
   */
  static Function<String, Optional<String>> advice(
      CollectionService collections, HttpServletRequest request) {
    return name ->
        collections
            .find(new CollectionName(ApiPaths.collectionName(request)))
            .flatMap(
                collection -> new AxisNames(ArraySpecs.axes(collection.arrays())).advice(name));
  }

  private static SliceExpression.Selector selector(String dimension, String text) {
    try {
      return SliceParser.parseSelector(text);
    } catch (ServiceException e) {
      throw e.with("dimension", dimension);
    }
  }

  /** The cells it selects from an array. */
  Selection resolve(ArraysSchema schema, ArrayHeader header) {
    SliceResolver resolver = new SliceResolver(ArraySpecs.of(schema, header).axes());
    if (slice.isPresent()) {
      return resolver.resolve(slice.get(), lookup);
    }
    return named.isEmpty() ? Selection.whole(schema.shape()) : resolver.resolveNamed(named, lookup);
  }
}
