package io.hypertile.dataset.web;

import io.hypertile.collection.web.ApiPaths;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.http.ServedPaths;
import io.hypertile.route.Route;
import io.hypertile.schema.CollectionName;
import io.hypertile.text.PercentDecoder;
import jakarta.servlet.http.HttpServletRequest;

/** The addresses of datasets and of their arrays. */
final class DatasetPaths {
  static final String DATASETS = ApiPaths.COLLECTION + "/datasets";
  static final String BATCH = ApiPaths.COLLECTION + "/datasets:batch";
  static final String DATASET = DATASETS + "/" + Route.DATASET;
  static final String DATASET_CELLS = DATASET + "/cells";
  static final String CELLS = ApiPaths.COLLECTION + "/cells";
  static final String STATISTICS = ApiPaths.COLLECTION + "/statistics";
  static final String ARRAYS = DATASET + "/arrays";
  static final String ARRAY = ARRAYS + "/" + Route.ARRAY;
  static final String SUBSET = ARRAY + "/subset";
  static final String POINTS = SUBSET + "/points";
  static final String BOXES = ARRAY + "/subset:batch";
  static final String DESCRIPTION = SUBSET + "/description";
  static final String EXTENT = ARRAY + "/extent";
  static final String FLUSH = ApiPaths.COLLECTION + ":flush";
  static final String COMPACTION = ApiPaths.COLLECTION + ":compact";

  private static final int DATASET_SEGMENT = Route.position(DATASET, Route.DATASET);
  private static final int ARRAY_SEGMENT = Route.position(ARRAY, Route.ARRAY);

  private DatasetPaths() {}

  /** The collection of a request. */
  static CollectionName collection(HttpServletRequest request) {
    return new CollectionName(ApiPaths.collectionName(request));
  }

  /**
   * The dataset of a request.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-name}
   */
  static DatasetName dataset(HttpServletRequest request) {
    return new DatasetName(segment(request, DATASET_SEGMENT));
  }

  /**
   * The array of a request.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-name}
   */
  static ArrayName array(HttpServletRequest request) {
    return new ArrayName(segment(request, ARRAY_SEGMENT));
  }

  private static String segment(HttpServletRequest request, int at) {
    return PercentDecoder.decode(ServedPaths.of(request).substring(1).split("/", -1)[at]);
  }

  /** The address of the list of datasets, as the client of a request reaches it. */
  static String datasets(HttpServletRequest request, CollectionName collection) {
    return ApiPaths.collection(request, collection) + "/datasets";
  }

  /** The address of a dataset, as the client of a request reaches it. */
  static String dataset(HttpServletRequest request, CollectionName collection, DatasetName name) {
    return datasets(request, collection) + "/" + ApiPaths.encoded(name.text());
  }

  /** The address of an array, as the client of a request reaches it. */
  static String array(
      HttpServletRequest request, CollectionName collection, DatasetName name, ArrayName array) {
    return dataset(request, collection, name) + "/arrays/" + ApiPaths.encoded(array.text());
  }
}
