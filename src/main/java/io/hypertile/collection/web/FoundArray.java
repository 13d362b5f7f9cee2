package io.hypertile.collection.web;

import io.hypertile.cells.web.ArrayTitle;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayAddresses;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.engine.CollectionArray;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.json.AttributesJson;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The array that a request for cells is about.
 *
 * @param array the array; to be closed
 * @param title what is told of it
 */
record FoundArray(CollectionArray array, ArrayTitle title) {
  /**
   * Finds the array of a request's address.
   *
   * @throws io.hypertile.error.ServiceException {@code collection-not-found}, {@code
   *     array-not-found} or {@code invalid-array-address}
   */
  static FoundArray of(
      CollectionService collections, ArrayService arrays, HttpServletRequest request) {
    CollectionName name = new CollectionName(ApiPaths.collectionName(request));
    Collection collection = collections.require(name);
    ArrayAddress address =
        ArrayAddresses.of(collection.arrays(), ApiPaths.rawArraySegment(request));
    CollectionArray array = arrays.cellsToRead(collection, address);
    return new FoundArray(
        array, new ArrayTitle(name.text(), () -> AttributesJson.given(array.stored().header())));
  }
}
