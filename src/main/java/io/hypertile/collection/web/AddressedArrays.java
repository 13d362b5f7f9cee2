package io.hypertile.collection.web;

import io.hypertile.array.CellArray;
import io.hypertile.cells.web.ArrayFinder;
import io.hypertile.cells.web.ArrayTitle;
import io.hypertile.cells.web.FoundCells;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayAddresses;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.CollectionArray;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.slice.AxisNames;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Arrays of collections by the addresses of requests. Thread-safe. */
@Component
final class AddressedArrays implements ArrayFinder {
  private final CollectionService collections;
  private final ArrayService arrays;

  AddressedArrays(CollectionService collections, ArrayService arrays) {
    this.collections = collections;
    this.arrays = arrays;
  }

  @Override
  public Optional<String> advice(HttpServletRequest request, String name) {
    return advice(collections, request, name);
  }

  /** Advice for requests that are about a collection, whichever of its arrays. */
  static Optional<String> advice(
      CollectionService collections, HttpServletRequest request, String name) {
    return collections
        .find(new CollectionName(ApiPaths.collectionName(request)))
        .flatMap(collection -> new AxisNames(ArraySpecs.axes(collection.arrays())).advice(name));
  }

  @Override
  public FoundCells find(HttpServletRequest request) {
    Collection collection = collection(request);
    CollectionArray array = arrays.cellsToRead(collection, address(collection, request));
    return new FoundCells(
        array,
        new ArrayTitle(
            collection.name().text(), () -> AttributesJson.given(array.stored().header())));
  }

  @Override
  public CellArray locate(HttpServletRequest request) {
    Collection collection = collection(request);
    return arrays.cells(collection, address(collection, request));
  }

  private Collection collection(HttpServletRequest request) {
    return collections.require(new CollectionName(ApiPaths.collectionName(request)));
  }

  private static ArrayAddress address(Collection collection, HttpServletRequest request) {
    return ArrayAddresses.of(collection.arrays(), ApiPaths.rawArraySegment(request));
  }
}
