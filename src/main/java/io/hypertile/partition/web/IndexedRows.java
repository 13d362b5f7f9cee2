package io.hypertile.partition.web;

import io.hypertile.collection.PartitionService;
import io.hypertile.http.QueryParameters;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.index.IndexName;
import io.hypertile.schema.Collection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * Rows that a query asks for by an index.
 *
 * @param collection that is read: one with the index, or a view over it
 * @param keys what the query may say of the index's keys
 */
record IndexedRows(
    PartitionService service, Collection collection, IndexName name, IndexQuery keys) {
  /** The parameter with the name of the index. */
  static final String INDEX = "index";

  /**
   * The index that a request names; empty if it names none.
   *
   * @param others names of the other parameters
   * @throws io.hypertile.error.ServiceException {@code invalid-name}, {@code not-found}
   */
  static Optional<IndexedRows> find(
      HttpServletRequest request,
      PartitionService service,
      Collection collection,
      List<String> others) {
    return QueryParameters.peek(request, INDEX)
        .map(IndexName::new)
        .map(name ->
            new IndexedRows(
                service,
                collection,
                name,
                new IndexQuery(service.indexes().keys(service.ofRows(collection), name), others)));
  }

  /** The collection with the rows alone that have the keys of the query. */
  Partitions picked(QueryParameters query) {
    return service.picked(collection, name, keys.values(query));
  }
}
