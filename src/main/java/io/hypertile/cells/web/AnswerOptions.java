package io.hypertile.cells.web;

import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.EncodeOptions.Int64Text;
import io.hypertile.encode.EncodeOptions.Layout;
import io.hypertile.encode.EncodeOptions.NanText;
import io.hypertile.http.QueryParameters;
import java.util.List;
import java.util.Map;

/** The part of a query that says how cells are written. */
public final class AnswerOptions {
  /** The names of its parameters. */
  public static final List<String> NAMES =
      List.of("format", "nan", "int64", "layout", "coordinates");

  private static final Map<String, NanText> NAN =
      QueryParameters.choices("null", NanText.NULL, "string", NanText.STRING);
  private static final Map<String, Int64Text> INT64 =
      QueryParameters.choices("number", Int64Text.NUMBER, "string", Int64Text.STRING);
  private static final Map<String, Layout> LAYOUT =
      QueryParameters.choices("document", Layout.DOCUMENT, "values", Layout.VALUES);

  private AnswerOptions() {}

  /**
   * Reads the query.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-request} with the choices there are
   */
  public static EncodeOptions of(QueryParameters query) {
    return new EncodeOptions(
        query.choose("nan", NAN),
        query.choose("int64", INT64),
        query.choose("layout", LAYOUT),
        query.isTrue("coordinates"));
  }
}
