package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Strict JSON. Written as {@code {"dtype","shape","dimensions","data"}} or as the nested list
 * alone; read in both forms, and as one number for every cell. NaN is {@code null}, infinities are
 * {@code "Infinity"} and {@code "-Infinity"}, complex numbers {@code [re, im]}.
 *
 * <p>Floats are written in the shortest decimal form that gives the same number of their own dtype
 * again, and read by rounding the decimal text once, to the nearest number of the dtype. So every
 * number survives the way out and back, in 80-bit {@code longdouble} too, whose texts have up to 21
 * digits and exponents beyond those of a double.
 */
public final class JsonFormat implements ArrayFormat {
  /** Lists and objects that may lie within one another. */
  static final int MAX_DEPTH = 64;

  @Override
  public String name() {
    return "json";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/json");
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    requireDepth(header, 2);
    return new JsonEncoder(header, options);
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    boxes.forEach(box -> box.found().ifPresent(header -> requireDepth(header, 4)));
    return new JsonBoxes(boxes, options);
  }

  /** Checks that lists within lists are no deeper than readers take. */
  private static void requireDepth(CellsHeader header, int around) {
    if (header.shape().rank() > MAX_DEPTH - around) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "JSON answers have at most "
              + (MAX_DEPTH - around)
              + " axes; select positions on the others, or ask for raw cells.");
    }
  }

  @Override
  public boolean isReadable() {
    return true;
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions options)
      throws IOException {
    return JsonDocument.open(body, target);
  }

  /**
   * The lengths of the nested lists of a body, each that of the first list of its depth, or the
   * shape that the document gives. Nothing else is checked.
   *
   * @param hasTexts whether cells are texts or bytes
   * @throws ServiceException {@code malformed-body} if the body is no such JSON
   */
  public static List<Long> lengths(InputStream body, boolean hasTexts) throws IOException {
    return Lengths.of(body, hasTexts);
  }

  /** Lengths of nested lists, found before it is known where their cells go. */
  private static final class Lengths {
    /** Digits of a length. */
    private static final int LONGEST = 18;

    private final JsonTokens tokens;

    private Lengths(JsonTokens tokens) {
      this.tokens = tokens;
    }

    static List<Long> of(InputStream body, boolean hasTexts) throws IOException {
      try (JsonTokens tokens = new JsonTokens(body, hasTexts)) {
        Lengths lengths = new Lengths(tokens);
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
  }
}
