package io.hypertile.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.text.JsonFaults;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one place where bytes become JSON trees. UTF-8 only (RFC 8259 section 8.1), with bounds on
 * length, depth, tokens and digits; a member given twice is refused. Integers keep all their
 * digits; a number with a point or an exponent is a 64-bit float, infinite when it is out of range,
 * and never an integer. Safe for use by many threads.
 */
public final class JsonReading {
  /** Deepest nesting of lists and objects. */
  public static final int MAX_DEPTH = 64;

  /** Longest document in bytes. */
  public static final int MAX_BYTES = 64 << 20;

  private static final int MAX_TOKENS = 3_000_000;
  private static final int MAX_STRING = 1 << 20;

  /** Python itself refuses to print or read integers of more digits. */
  private static final int STORED_DIGITS = 4_400;

  private static final String LIMITS =
      "it has more than is taken: %d levels, %d values, %d digits of a number, %d characters of a text or %d of a name"
          .formatted(
              MAX_DEPTH, MAX_TOKENS, JsonLimits.NUMBER_DIGITS, MAX_STRING, JsonLimits.TEXT_BYTES);

  private static final JsonMapper BODIES = mapper(JsonLimits.NUMBER_DIGITS, false);
  private static final JsonMapper STORED = mapper(STORED_DIGITS, true);

  private JsonReading() {}

  private static JsonMapper mapper(int digits, boolean pythonNumbers) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxDocumentLength(MAX_BYTES)
            .maxTokenCount(MAX_TOKENS)
            .maxNumberLength(digits)
            .maxStringLength(MAX_STRING)
            .maxNameLength(JsonLimits.TEXT_BYTES)
            .build();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Shared symbol tables gain nothing here and can be filled by hostile names.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, pythonNumbers)
            .build();
    return JsonMapper.builder(factory)
        .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /**
   * The tree of a document that a client sent.
   *
   * @throws ServiceException {@code malformed-body} with {@code line} and {@code column}, counted
   *     from 1, if it is not JSON or exceeds a bound; {@code body-too-large} if it exceeds {@link
   *     #MAX_BYTES}
   */
  public static JsonNode parse(byte[] bytes) {
    return parse(bytes, BODIES);
  }

  /**
   * The tree of a document in the storage: as {@link #parse}, but with Python's bare words {@code
   * NaN}, {@code Infinity} and {@code -Infinity} and longer integers (deker-layout.md, "Metadata
   * text").
   *
   * @throws ServiceException as {@link #parse}
   */
  public static JsonNode parseStored(byte[] bytes) {
    return parse(bytes, STORED);
  }

  private static JsonNode parse(byte[] bytes, JsonMapper mapper) {
    TooLarge.requireBody(
        bytes.length,
        MAX_BYTES,
        most -> "A JSON document may have " + most + " bytes; send a smaller one.");
    String text = decode(bytes);
    try (JsonParser parser = mapper.createParser(text)) {
      return parse(parser, mapper, text);
    }
  }

  private static JsonNode parse(JsonParser parser, JsonMapper mapper, String text) {
    try {
      JsonNode tree = mapper.readTree(parser);
      if (tree == null || tree.isMissingNode() || parser.nextToken() != null) {
        throw refusal(text, parser, null);
      }
      return tree;
    } catch (JacksonException e) {
      throw refusal(text, parser, e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw malformed("a number is out of every range", parser.currentLocation(), e);
    }
  }

  /**
   * Refuses a text that is no JSON. The parser's message is for its authors; so the text is looked
   * at again instead.
   */
  private static ServiceException refusal(
      String text, JsonParser parser, @Nullable JacksonException cause) {
    Optional<JsonFaults.Fault> fault =
        cause instanceof StreamConstraintsException ? Optional.empty() : JsonFaults.find(text);
    if (fault.isPresent()) {
      return malformed(fault.get().reason(), text.substring(0, fault.get().at()), cause);
    }
    // Exceeded bounds come without a place; the parser's own is near enough.
    TokenStreamLocation place = cause == null ? null : cause.getLocation();
    String reason =
        cause instanceof StreamConstraintsException
            ? LIMITS
            : "a member is given twice; give it once";
    return malformed(reason, place == null ? parser.currentLocation() : place, cause);
  }

  private static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb) {
      in.position(bytes[2] == (byte) 0xbf ? 3 : 0);
    }
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw malformed(
          "a byte is not valid UTF-8", out.flip().toString(), new CharacterCodingException());
    }
    return out.flip().toString();
  }

  /** A fault behind what could be read. */
  private static ServiceException malformed(
      String reason, String before, @Nullable Throwable cause) {
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int start = before.lastIndexOf('\n') + 1;
    return malformed(reason, line, 1 + before.codePointCount(start, before.length()), cause);
  }

  private static ServiceException malformed(
      String reason, TokenStreamLocation place, @Nullable Throwable cause) {
    int line = Math.max(1, place.getLineNr());
    return malformed(reason, line, Math.max(1, place.getColumnNr()), cause);
  }

  private static ServiceException malformed(
      String reason, int line, int column, @Nullable Throwable cause) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("line", line);
    members.put("column", column);
    String detail =
        "The document cannot be read as JSON at line %d, column %d: %s."
            .formatted(line, column, reason);
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail, members, cause);
  }
}
