package io.hypertile.collection.web;

import io.hypertile.http.QueryParameters;
import io.hypertile.http.ServedPaths;
import io.hypertile.route.Route;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.web.servlet.HandlerMapping;

/** The addresses of resources. */
public final class ApiPaths {
  static final String ACCESS = ServedPaths.API + "access";
  static final String COLLECTIONS = ServedPaths.API + "collections";

  /** The pattern of a collection. */
  public static final String COLLECTION = COLLECTIONS + "/" + Route.COLLECTION;

  static final String ARRAYS = COLLECTION + "/arrays";
  static final String BATCH = COLLECTION + "/arrays:batch";
  static final String COMPACTION = COLLECTION + "/arrays:compact";
  static final String ARRAY = ARRAYS + "/" + Route.ARRAY;
  static final String SUBSET = ARRAY + "/subset";
  static final String JOINED = COLLECTION + "/subset";
  static final String TILES = ARRAY + "/tiles";
  static final String POINTS = SUBSET + "/points";
  static final String BOXES = ARRAY + "/subset:batch";
  static final String DESCRIPTION = SUBSET + "/description";
  static final String EXTENT = ARRAY + "/extent";
  static final String INTEGRITY = ServedPaths.API + "integrity";
  static final String COLLECTION_INTEGRITY = COLLECTION + "/integrity";
  static final String SIZE = ServedPaths.API + "size";
  static final String COLLECTION_SIZE = COLLECTION + "/size";
  static final String TRASH = ServedPaths.API + "trash";
  static final String TRASHED = TRASH + "/{id}";
  static final String RESTORED = TRASHED + ":restore";
  static final String LOCKS = ServedPaths.API + "locks";

  private static final int ARRAY_SEGMENT = Route.position(ARRAY, Route.ARRAY);

  private ApiPaths() {}

  /** The address of the list of collections, as the client of a request reaches it. */
  static String collections(HttpServletRequest request) {
    return ServedPaths.address(request, COLLECTIONS);
  }

  /** The address of a collection, as the client of a request reaches it. */
  public static String collection(HttpServletRequest request, CollectionName name) {
    return collections(request) + "/" + encoded(name.text());
  }

  /** The address of an array, as the client of a request reaches it. */
  static String array(HttpServletRequest request, CollectionName name, ArrayId id) {
    return arrays(request, name) + "/" + id.text();
  }

  /** The address of a collection in the Zarr hierarchy, as the client of a request reaches it. */
  public static String zarr(HttpServletRequest request, CollectionName name) {
    return ServedPaths.address(request, ServedPaths.ZARR_ROOT + "/" + encoded(name.text()));
  }

  /** The address of the list of a collection's arrays, as the client of a request reaches it. */
  static String arrays(HttpServletRequest request, CollectionName name) {
    return collection(request, name) + "/arrays";
  }

  /** The segment that names an array, as it appears in the request line. */
  static String rawArraySegment(HttpServletRequest request) {
    return ServedPaths.of(request).substring(1).split("/", -1)[ARRAY_SEGMENT];
  }

  /**
   * The collection's name in the path of a request that a handler was chosen for. Costs a request
   * for cells less than an argument that Spring converts.
   */
  public static String collectionName(HttpServletRequest request) {
    Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    Object name = ((Map<?, ?>) Objects.requireNonNull(variables)).get("collection");
    return (String) Objects.requireNonNull(name);
  }

  /** A text as a segment of an address. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Parameters of a query as the address of the next page has them.
   *
   * @param names those that it has, where they are given
   * @return each with an ampersand behind it
   */
  public static String parameters(QueryParameters query, List<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      query
          .find(name)
          .ifPresent(given -> text.append(name).append('=').append(encoded(given)).append('&'));
    }
    return text.toString();
  }
}
