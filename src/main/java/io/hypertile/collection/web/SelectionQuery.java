package io.hypertile.collection.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.Selection;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceParser;
import io.hypertile.slice.SliceResolver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a query that selects cells, read but not yet tied to an array.
 *
 * @param slice what {@code slice=} holds
 * @param named what {@code sel.<dimension>=} hold; empty when there is a slice
 * @param lookup how values are looked up
 */
record SelectionQuery(
    Optional<SliceExpression> slice, Map<String, SliceExpression.Selector> named, Lookup lookup) {
  /** The names of its parameters. */
  static final List<String> NAMES = List.of("slice", "sel.", "method", "tolerance");

  /**
   * Reads the query.
   *
   * @throws ServiceException {@code invalid-slice} if it cannot be read or says the same twice
   */
  static SelectionQuery of(QueryParameters query) {
    Optional<SliceExpression> slice = query.find("slice").map(SliceParser::parse);
    Map<String, SliceExpression.Selector> named = new LinkedHashMap<>();
    query.withPrefix("sel.").forEach((name, text) -> named.put(name, selector(name, text)));
    if (slice.isPresent() && !named.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_SLICE, "Give either slice or sel.<dimension>, not both.");
    }
    Lookup lookup =
        Lookup.parse(query.find("method").orElse(null), query.find("tolerance").orElse(null));
    return new SelectionQuery(slice, named, lookup);
  }

  private static SliceExpression.Selector selector(String dimension, String text) {
    try {
      return SliceParser.parseSelector(text);
    } catch (ServiceException e) {
      throw e.with("dimension", dimension);
    }
  }

  /** The cells it selects from an array. */
  Selection resolve(CollectionSchema schema, ArrayHeader header) {
    SliceResolver resolver = new SliceResolver(schema, header);
    if (slice.isPresent()) {
      return resolver.resolve(slice.get(), lookup);
    }
    return named.isEmpty() ? Selection.whole(schema.shape()) : resolver.resolveNamed(named, lookup);
  }
}
