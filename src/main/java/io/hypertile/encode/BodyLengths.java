package io.hypertile.encode;

import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Lengths of the cells in a JSON body, found before it is known where the cells go. */
public final class BodyLengths {
  /** Digits of a length. */
  private static final int LONGEST = 18;

  private final JsonTokens tokens;

  private BodyLengths(JsonTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * The lengths of the nested lists of a body, each that of the first list of its depth, or the
   * shape that the document gives. Nothing else is checked.
   *
   * @param hasTexts whether cells are texts or bytes
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if the body is no such JSON
   */
  public static List<Long> ofJson(InputStream body, boolean hasTexts) throws IOException {
    try (JsonTokens tokens = new JsonTokens(body, hasTexts)) {
      BodyLengths lengths = new BodyLengths(tokens);
      JsonToken token = tokens.next();
      return token == JsonToken.START_OBJECT ? lengths.ofDocument() : lengths.ofLists(token);
    }
  }

  private List<Long> ofDocument() throws IOException {
    JsonToken token = tokens.next();
    while (token == JsonToken.PROPERTY_NAME) {
      String name = tokens.text();
      token = tokens.next();
      if (name.equals("data")) {
        return ofLists(token);
      }
      if (name.equals("shape") && token == JsonToken.START_ARRAY) {
        return shape();
      }
      if (token != null && token.isStructStart()) {
        tokens.skipChildren();
      }
      token = tokens.next();
    }
    throw BodyFaults.malformed("The document has no member data with the cells.");
  }

  private List<Long> shape() throws IOException {
    List<Long> lengths = new ArrayList<>();
    while (tokens.next() == JsonToken.VALUE_NUMBER_INT && lengths.size() < JsonFormat.MAX_DEPTH) {
      String digits = tokens.text();
      if (digits.length() > LONGEST || digits.startsWith("-")) {
        throw BodyFaults.malformed("The member shape has no lengths of axes.");
      }
      lengths.add(Long.parseLong(digits));
    }
    return List.copyOf(lengths);
  }

  private List<Long> ofLists(@Nullable JsonToken first) throws IOException {
    List<Long> lengths = new ArrayList<>();
    int depth = 0;
    int done = Integer.MAX_VALUE;
    for (JsonToken token = first; token != null; token = tokens.next()) {
      if (token == JsonToken.END_ARRAY) {
        depth--;
        done = Math.min(done, depth);
      } else {
        if (depth > 0 && depth - 1 < done) {
          lengths.set(depth - 1, lengths.get(depth - 1) + 1);
        }
        if (token == JsonToken.START_ARRAY) {
          if (depth == lengths.size() && depth < done) {
            lengths.add(0L);
          }
          depth++;
        }
      }
      if (depth == 0) {
        return lengths;
      }
    }
    return lengths;
  }

  /** The lengths of a file of NumPy, read up to its first cell. */
  public static List<Long> ofNpy(InputStream body) throws IOException {
    return NpyFormat.describe(body).shape().toList();
  }

  /**
   * The lengths that the header of raw cells gives.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if it gives none
   */
  public static List<Long> ofHeader(String text) {
    Shape shape = RawFormat.parseShape(text);
    return shape.toList();
  }
}
