package io.hypertile.deker.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.json.AttributesJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Primary attributes in the protocol's paths: a segment each, as Python prints the value. A text
 * with slashes has more, which the client does not encode.
 */
final class DekerKeys {
  private DekerKeys() {}

  /**
   * Reads a key.
   *
   * @param segments decoded segments
   * @throws ServiceException {@code array-not-found} if there are not as many as primary
   *     attributes, and none or several of these are texts, to which the others could belong;
   *     {@code invalid-attributes} if a value is not of the attribute's type
   */
  static Attributes parse(ArraysSchema schema, List<String> segments) {
    List<String> values = values(schema, segments);
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

  /** A value for each attribute, where it is clear which segments are one text. */
  private static List<String> values(ArraysSchema schema, List<String> given) {
    List<AttributeSchema> attributes = schema.primaryAttributes();
    boolean slashed =
        given.getLast().isEmpty()
            && !attributes.isEmpty()
            && attributes.getLast().type() != AttributeType.Plain.STRING;
    List<String> segments = slashed ? given.subList(0, given.size() - 1) : given;
    int more = segments.size() - attributes.size();
    List<Integer> texts =
        IntStream.range(0, attributes.size())
            .filter(at -> attributes.get(at).type() == AttributeType.Plain.STRING)
            .boxed()
            .toList();
    if (more <= 0 || texts.size() != 1) {
      return segments;
    }
    int text = texts.getFirst();
    List<String> values = new ArrayList<>(segments.subList(0, text));
    values.add(String.join("/", segments.subList(text, text + more + 1)));
    values.addAll(segments.subList(text + more + 1, segments.size()));
    return values;
  }

  private static String quoted(String value) {
    String text = '"' + value.replace("\"", "\"\"") + '"';
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
