package io.hypertile.deker;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.AttributesJson;
import io.hypertile.schema.CollectionSchema;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Primary attributes in the protocol's paths: a segment each, as Python prints the value. */
final class DekerKeys {
  private DekerKeys() {}

  /**
   * Reads a key.
   *
   * @param values decoded segments
   * @throws ServiceException {@code array-not-found} if there are not as many as primary
   *     attributes: a text with a slash has several, and no array can have it; {@code
   *     invalid-attributes} if a value is none of the attribute's type
   */
  static Attributes parse(CollectionSchema schema, List<String> values) {
    if (values.size() != schema.primaryAttributes().size()) {
      throw new ServiceException(
          ErrorCode.ARRAY_NOT_FOUND,
          "There is no array of this key in the collection.",
          Map.of("expected", schema.primaryAttributes().size(), "found", values.size()),
          null);
    }
    return AttributesJson.parseKey(
        schema, values.stream().map(DekerKeys::quoted).collect(Collectors.joining(",")));
  }

  private static String quoted(String value) {
    String text = '"' + value.replace("\"", "\"\"") + '"';
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
