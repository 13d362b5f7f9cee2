package io.hypertile.zarr;

import io.hypertile.error.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON of Zarr's documents, read with bounds and written byte for byte as zarr-python does: members
 * in their order, two spaces, ASCII, numbers in Python's form and its bare words {@code NaN},
 * {@code Infinity} and {@code -Infinity}.
 */
final class ZarrJson {
  /** Longest document in bytes: consolidated ones hold those of all nodes below. */
  static final int MAX_BYTES = 64 << 20;

  static final int MAX_DEPTH = 64;

  private static final int MAX_TOKENS = 5_000_000;
  private static final int MAX_DIGITS = 1_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(MAX_BYTES)
                          .maxTokenCount(MAX_TOKENS)
                          .maxNumberLength(MAX_DIGITS)
                          .maxStringLength(MAX_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                  .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .build();

  private ZarrJson() {}

  /**
   * The object that a document holds.
   *
   * @param document its name in messages
   * @throws CorruptDataException if it is not one object of JSON, or exceeds a bound
   */
  static ObjectNode parse(String document, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw ZarrFault.corrupt(document, "document", "it is longer than 64 MiB", null);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    try (JsonParser parser = MAPPER.createParser(text)) {
      JsonNode tree = MAPPER.readTree(parser);
      if (tree instanceof ObjectNode object && parser.nextToken() == null) {
        return object;
      }
    } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
      throw ZarrFault.corrupt(document, "document", "it is not JSON within bounds", e);
    }
    throw ZarrFault.corrupt(document, "document", "it is not one object of JSON", null);
  }

  /** An object without members. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The bytes of a document. */
  static byte[] write(ObjectNode document) {
    StringBuilder out = new StringBuilder(1_024);
    append(document, 0, out);
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void append(JsonNode node, int depth, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> appendObject(node, depth, out);
      case ARRAY -> appendArray(node, depth, out);
      case STRING -> appendText(node.stringValue(), out);
      case NUMBER ->
          out.append(
              node.isIntegralNumber()
                  ? node.bigIntegerValue().toString()
                  : PythonFloats.repr(node.doubleValue()));
      case BOOLEAN -> out.append(node.booleanValue());
      default -> out.append("null");
    }
  }

  private static void appendObject(JsonNode node, int depth, StringBuilder out) {
    if (node.isEmpty()) {
      out.append("{}");
      return;
    }
    String separator = "{";
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      out.append(separator);
      newLine(depth + 1, out);
      appendText(member.getKey(), out);
      out.append(": ");
      append(member.getValue(), depth + 1, out);
      separator = ",";
    }
    newLine(depth, out);
    out.append('}');
  }

  private static void appendArray(JsonNode node, int depth, StringBuilder out) {
    if (node.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    for (Iterator<JsonNode> elements = node.iterator(); elements.hasNext(); ) {
      newLine(depth + 1, out);
      append(elements.next(), depth + 1, out);
      out.append(elements.hasNext() ? "," : "");
    }
    newLine(depth, out);
    out.append(']');
  }

  private static void newLine(int depth, StringBuilder out) {
    out.append('\n').repeat(' ', 2 * depth);
  }

  private static void appendText(String text, StringBuilder out) {
    out.append('"');
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || c > '~') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
