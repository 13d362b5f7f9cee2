package io.hypertile.collection.web;

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
final class ApiPaths {
  static final String COLLECTIONS = "/api/v1/collections";
  static final String COLLECTION = COLLECTIONS + "/{collection}";
  static final String ARRAYS = COLLECTION + "/arrays";
  static final String BATCH = COLLECTION + "/arrays:batch";
  static final String ARRAY = ARRAYS + "/{array}";
  static final String SUBSET = ARRAY + "/subset";
  static final String TILES = ARRAY + "/tiles";
  static final String DESCRIPTION = SUBSET + "/description";
  static final String INTEGRITY = "/api/v1/integrity";
  static final String COLLECTION_INTEGRITY = COLLECTION + "/integrity";
  static final String SIZE = "/api/v1/size";
  static final String COLLECTION_SIZE = COLLECTION + "/size";
  static final String LOCKS = "/api/v1/locks";

  private static final int ARRAY_SEGMENT = 6;

  private ApiPaths() {}

  static String collection(CollectionName name) {
    return COLLECTIONS + "/" + encoded(name.text());
  }

  static String array(CollectionName name, ArrayId id) {
    return collection(name) + "/arrays/" + id.text();
  }

  /** The segment that names an array, as it stands in the request line. */
  static String rawArraySegment(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return List.of(path.split("/", -1)).get(ARRAY_SEGMENT);
  }

  /**
   * The collection's name in the path of a request that a handler was chosen for. Costs a request
   * for cells less than an argument that Spring converts.
   */
  static String collectionName(HttpServletRequest request) {
    Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return (String) ((Map<?, ?>) Objects.requireNonNull(variables)).get("collection");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
