package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.JsonFaults;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * The tokens of a JSON body, read as they come; text that is no strict JSON is {@code
 * malformed-body}.
 */
final class JsonTokens implements AutoCloseable {
  static final int MAX_NUMBER = 1000;

  /** Longest text of a cell, in Java's characters. */
  static final int MAX_TEXT = 16 << 20;

  /** Names are not interned: those of a hostile body would outlive it. */
  private static final JsonFactory FACTORY = factory(2 * MAX_NUMBER);

  private static final JsonFactory WITH_TEXTS = factory(MAX_TEXT);

  private final JsonParser parser;
  private final RecentBytes recent;

  /**
   * Tokens of a body.
   *
   * @param hasTexts whether its cells are texts or bytes, which may be long
   */
  JsonTokens(InputStream body, boolean hasTexts) throws IOException {
    recent = new RecentBytes(body);
    try {
      parser = (hasTexts ? WITH_TEXTS : FACTORY).createParser(ObjectReadContext.empty(), recent);
    } catch (JacksonException e) {
      requireRead(e);
      throw new ServiceException(
          ErrorCode.MALFORMED_BODY, "The body is not JSON in UTF-8.", Map.of(), e);
    }
  }

  private static JsonFactory factory(int longestText) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(JsonFormat.MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER)
                .maxStringLength(longestText)
                .maxNameLength(MAX_NUMBER)
                .build())
        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .build();
  }

  /** The next token, null after the last. */
  @Nullable JsonToken next() throws IOException {
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw failure(e);
    }
  }

  /** Skips to the end of the list or object just begun. */
  void skipChildren() throws IOException {
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw failure(e);
    }
  }

  /** The name of a member, or the text of a string or number. */
  String text() throws IOException {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw failure(e);
    }
  }

  /** The characters of a string or number, from {@link #offset} on, until the next token. */
  char[] characters() throws IOException {
    try {
      return parser.getStringCharacters();
    } catch (JacksonException e) {
      throw failure(e);
    }
  }

  int offset() throws IOException {
    try {
      return parser.getStringOffset();
    } catch (JacksonException e) {
      throw failure(e);
    }
  }

  int length() throws IOException {
    try {
      return parser.getStringLength();
    } catch (JacksonException e) {
      throw failure(e);
    }
  }

  /** Throws on what the body threw when it was read. */
  private static void requireRead(JacksonException e) throws IOException {
    if (e instanceof JacksonIOException io && !(io.getCause() instanceof CharConversionException)) {
      throw io.getCause();
    }
  }

  private ServiceException failure(JacksonException e) throws IOException {
    requireRead(e);
    TokenStreamLocation location =
        e instanceof StreamConstraintsException
            ? parser.currentLocation()
            : parser.currentTokenLocation();
    Optional<JsonFaults.Fault> fault = fault(e, location);
    if (fault.isEmpty() && e.getLocation() != null) {
      location = e.getLocation();
    }
    Map<String, Object> members = new LinkedHashMap<>();
    String place = "";
    if (location.getLineNr() > 0) {
      int column = location.getColumnNr() + fault.map(JsonFaults.Fault::at).orElse(0);
      members.put("line", location.getLineNr());
      members.put("column", column);
      place = " at line " + location.getLineNr() + ", column " + column;
    }
    String problem =
        e instanceof StreamConstraintsException
            ? "The JSON exceeds a limit (numbers and names of "
                + MAX_NUMBER
                + " characters, texts of "
                + MAX_TEXT
                + ", "
                + JsonFormat.MAX_DEPTH
                + " levels)"
            : "The body is not strict JSON";
    String reason = fault.map(found -> ": " + found.reason()).orElse("");
    return new ServiceException(
        ErrorCode.MALFORMED_BODY, problem + place + reason + ".", members, e);
  }

  /** The fault of the token begun last, its place counted from its beginning. */
  private Optional<JsonFaults.Fault> fault(JacksonException e, TokenStreamLocation token) {
    if (e instanceof StreamConstraintsException) {
      return Optional.empty();
    }
    String text = recent.from(token.getByteOffset());
    return text.isEmpty() ? Optional.empty() : JsonFaults.findInValue(text, 0);
  }

  @Override
  public void close() {
    parser.close();
  }
}
