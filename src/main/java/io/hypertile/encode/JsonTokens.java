package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * The tokens of a JSON body, read as they come; what is no strict JSON is {@code malformed-body}.
 */
final class JsonTokens implements AutoCloseable {
  static final int MAX_NUMBER = 1000;

  /** Names are not interned: those of a hostile body would outlive it. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonFormat.MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER)
                  .maxStringLength(2 * MAX_NUMBER)
                  .maxNameLength(MAX_NUMBER)
                  .build())
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();

  private final JsonParser parser;

  JsonTokens(InputStream body) throws IOException {
    try {
      parser = FACTORY.createParser(ObjectReadContext.empty(), body);
    } catch (JacksonException e) {
      throw failure(e);
    }
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

  private ServiceException failure(JacksonException e) throws IOException {
    if (e instanceof JacksonIOException io && !(io.getCause() instanceof CharConversionException)) {
      throw io.getCause();
    }
    Map<String, Object> members = new LinkedHashMap<>();
    String place = "";
    TokenStreamLocation location = e.getLocation();
    if (location != null && location.getLineNr() > 0) {
      members.put("line", location.getLineNr());
      members.put("column", location.getColumnNr());
      place = " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
    String problem =
        e instanceof StreamConstraintsException
            ? "The JSON exceeds a limit (numbers and names of "
                + MAX_NUMBER
                + " characters, "
                + JsonFormat.MAX_DEPTH
                + " levels)"
            : "The body is not strict JSON";
    return new ServiceException(ErrorCode.MALFORMED_BODY, problem + place + ".", members, e);
  }

  @Override
  public void close() {
    parser.close();
  }
}
