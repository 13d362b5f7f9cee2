package io.hypertile.cells.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.PointColumns;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.text.JsonFaults;
import io.hypertile.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A table of points as clients write it: a JSON object with a list for each column, or CSV whose
 * first line has the names of the columns. Columns bear the names of dimensions or scales. Nothing
 * of it is kept as text once it has been read.
 *
 * @param text the table
 * @param form how it is written
 */
public record PointTable(byte[] text, Form form) {
  private static final int MAX_DIGITS = 1000;
  private static final int MAX_TEXT = 1 << 16;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2)
                  .maxNumberLength(MAX_DIGITS)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(MAX_TEXT)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(JsonFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();

  /** Notation of a table. */
  public enum Form {
    JSON,
    CSV
  }

  /**
   * The table that a query has: JSON, or CSV with semicolons in place of ends of lines.
   *
   * @param text what the parameter says
   */
  public static PointTable ofQuery(String text) {
    boolean json = text.strip().startsWith("{");
    String table = json ? text : text.replace(';', '\n');
    return new PointTable(table.getBytes(StandardCharsets.UTF_8), json ? Form.JSON : Form.CSV);
  }

  /**
   * Reads the table.
   *
   * @param columns gets its columns
   * @throws ServiceException {@code malformed-body} if it is not in its form, or what the columns
   *     throw
   */
  public void read(PointColumns columns) {
    switch (form) {
      case JSON -> readJson(columns);
      case CSV -> new CsvPoints(text).read(columns);
    }
  }

  private void readJson(PointColumns columns) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw PointTerms.malformed("Points are an object with a list for each column.", Map.of());
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        column(parser, columns.column(parser.currentName()));
      }
      if (parser.nextToken() != null) {
        throw PointTerms.malformed("The body goes on after the object with the points.", Map.of());
      }
    } catch (JacksonException e) {
      throw notJson(e);
    }
  }

  private static void column(JsonParser parser, PointColumns.Column column) {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw column.refused("a column is a list with a value for each point.");
    }
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      column.add(
          switch (token) {
            case VALUE_STRING -> new Text(1, parser.getString(), true);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                PointTerms.number(parser.getString(), column);
            default ->
                throw column.refused(
                    "a value is a number, a time or a label, not "
                        + Quoting.shortened(parser.getString())
                        + ".");
          });
    }
  }

  private ServiceException notJson(JacksonException cause) {
    String all = new String(text, StandardCharsets.UTF_8);
    Optional<JsonFaults.Fault> fault = JsonFaults.find(all);
    if (fault.isEmpty()) {
      return PointTerms.malformed(
          "The points have lists within lists, a name twice, or longer texts than are taken.",
          Map.of());
    }
    List<String> before = all.substring(0, fault.get().at()).lines().toList();
    int line = Math.max(1, before.size());
    int column = before.isEmpty() ? 1 : before.getLast().length() + 1;
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("line", line);
    members.put("column", column);
    return new ServiceException(
        ErrorCode.MALFORMED_BODY,
        "The points cannot be read as JSON at line "
            + line
            + ", column "
            + column
            + ": "
            + fault.get().reason()
            + ".",
        members,
        cause);
  }
}
