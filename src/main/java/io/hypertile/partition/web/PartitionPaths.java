package io.hypertile.partition.web;

import io.hypertile.collection.web.ApiPaths;
import io.hypertile.http.ServedPaths;
import io.hypertile.partition.index.IndexName;
import io.hypertile.route.Route;
import io.hypertile.schema.CollectionName;
import io.hypertile.text.PercentDecoder;
import jakarta.servlet.http.HttpServletRequest;

/** The addresses of partitions, rows and variables. */
final class PartitionPaths {
  static final String PARTITIONS = ApiPaths.COLLECTION + "/partitions";
  static final String ROWS = ApiPaths.COLLECTION + "/rows";
  static final String MAP = ROWS + ":map";
  static final String REPAIR = ApiPaths.COLLECTION + ":repair";
  static final String VARIABLE = ApiPaths.COLLECTION + "/variables/" + Route.VARIABLE;
  static final String SUBSET = VARIABLE + "/subset";
  static final String POINTS = SUBSET + "/points";
  static final String BOXES = VARIABLE + "/subset:batch";
  static final String DESCRIPTION = SUBSET + "/description";
  static final String EXTENT = VARIABLE + "/extent";
  static final String INDEXES = ApiPaths.COLLECTION + "/indexes";
  static final String INDEX = INDEXES + "/{index}";

  private static final int VARIABLE_SEGMENT = Route.position(VARIABLE, Route.VARIABLE);
  private static final int INDEX_SEGMENT = Route.position(INDEX, "{index}");

  private PartitionPaths() {}

  /** The collection of a request. */
  static CollectionName collection(HttpServletRequest request) {
    return new CollectionName(ApiPaths.collectionName(request));
  }

  /** The path of the variable of a request. */
  static String variable(HttpServletRequest request) {
    return segment(request, VARIABLE_SEGMENT);
  }

  private static String segment(HttpServletRequest request, int at) {
    return PercentDecoder.decode(ServedPaths.of(request).substring(1).split("/", -1)[at]);
  }

  /**
   * The name of the index of a request.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-name}
   */
  static IndexName index(HttpServletRequest request) {
    return new IndexName(segment(request, INDEX_SEGMENT));
  }

  /** The address of an index, as the client of a request reaches it. */
  static String index(HttpServletRequest request, CollectionName collection, IndexName name) {
    return ApiPaths.collection(request, collection) + "/indexes/" + name;
  }

  /** The address of the list of partitions, as the client of a request reaches it. */
  static String partitions(HttpServletRequest request, CollectionName collection) {
    return ApiPaths.collection(request, collection) + "/partitions";
  }
}
