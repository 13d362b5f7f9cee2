package io.hypertile.collection.web;

import io.hypertile.collection.CollectionService;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.schema.CollectionName;
import io.hypertile.slice.AxisNames;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;

/** Hints for requests that use the name of an axis as a query parameter, such as {@code lat=52}. */
final class AxisAdvice {
  private AxisAdvice() {}

  /**
   * Advice for a parameter with the name of an axis, which is selected as {@code sel.} or {@code
   * isel.} and the name.
   *
   * @param collections knows the collection of the request
   * @return gives a sentence for a name; empty when no axis has it
   */
  static Function<String, Optional<String>> of(
      CollectionService collections, HttpServletRequest request) {
    return name ->
        collections
            .find(new CollectionName(ApiPaths.collectionName(request)))
            .flatMap(
                collection -> new AxisNames(ArraySpecs.axes(collection.arrays())).advice(name));
  }
}
