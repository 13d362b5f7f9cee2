package io.hypertile.encode;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Frame around the cells of a JSON body: nothing, or the document's other members, which may come
 * before and after the data and must agree with the target.
 */
final class JsonDocument {
  private static final Set<String> MEMBERS =
      Set.of("dtype", "shape", "dimensions", "coordinates", "data");

  private final JsonTokens tokens;
  private final WriteTarget target;
  private final Set<String> seen = new HashSet<>();
  private boolean enclosed;
  private @Nullable Shape declared;

  private JsonDocument(JsonTokens tokens, WriteTarget target) {
    this.tokens = tokens;
    this.target = target;
  }

  /** Reads a body up to its first cell. */
  static CellSource open(InputStream body, WriteTarget target) throws IOException {
    JsonTokens tokens = new JsonTokens(body, !(target.dtype() instanceof DType));
    boolean opened = false;
    try {
      JsonDocument document = new JsonDocument(tokens, target);
      CellSource source = JsonSource.open(tokens, document.start(), document, target);
      opened = true;
      return source;
    } finally {
      if (!opened) {
        tokens.close();
      }
    }
  }

  /** The shape that the document has given so far. */
  @Nullable Shape declared() {
    return declared;
  }

  /** The first token of the data. */
  private JsonToken start() throws IOException {
    JsonToken token = tokens.next();
    if (token == null) {
      throw BodyFaults.malformed("The body is empty; send a nested list, a document or a number.");
    }
    if (token != JsonToken.START_OBJECT) {
      return token;
    }
    enclosed = true;
    while (tokens.next() == JsonToken.PROPERTY_NAME) {
      if (member()) {
        JsonToken data = tokens.next();
        if (data != null) {
          return data;
        }
      }
    }
    throw BodyFaults.malformed("The document has no member data; put the nested list there.");
  }

  /**
   * Reads what follows the data, to the end of the body.
   *
   * @param nested the shape the data had; null for one number for every cell
   */
  void finish(@Nullable Shape nested) throws IOException {
    if (enclosed) {
      while (tokens.next() == JsonToken.PROPERTY_NAME) {
        member();
      }
    }
    if (declared != null && nested != null && !declared.equals(nested)) {
      throw BodyFaults.malformed(
          "The document's shape is " + declared + ", its data has " + nested + "; make them agree.",
          Map.of("expected", declared.toList(), "found", nested.toList()));
    }
    if (tokens.next() != null) {
      throw BodyFaults.malformed("More JSON follows the body's end; send one value only.");
    }
  }

  /** Reads a member whose name is the present token; true, with nothing read, if it is the data. */
  private boolean member() throws IOException {
    String name = tokens.text();
    if (!MEMBERS.contains(name)) {
      throw BodyFaults.malformed(
          "The document has the unknown member "
              + BodyFaults.shortened(name)
              + "; it takes dtype, shape, dimensions, coordinates and data.",
          Map.of("member", BodyFaults.shortened(name)));
    }
    if (!seen.add(name)) {
      throw BodyFaults.malformed(
          "The document has the member " + name + " twice.", Map.of("member", name));
    }
    switch (name) {
      case "data" -> {
        return true;
      }
      case "dtype" -> dtype();
      case "shape" -> shape();
      default -> {
        tokens.next();
        tokens.skipChildren();
      }
    }
    return false;
  }

  private void dtype() throws IOException {
    if (tokens.next() != JsonToken.VALUE_STRING) {
      throw BodyFaults.malformed("The document's dtype is no text; write one such as \"float64\".");
    }
    if (!RawFormat.isOf(tokens.text(), target.dtype())) {
      throw BodyFaults.dtypeMismatch(
          target.dtype(),
          tokens.text(),
          "leave the document's dtype out to have numbers converted");
    }
  }

  private void shape() throws IOException {
    List<Long> lengths = new ArrayList<>();
    boolean good = tokens.next() == JsonToken.START_ARRAY;
    JsonToken token = good ? tokens.next() : null;
    while (good && token != JsonToken.END_ARRAY) {
      good =
          token == JsonToken.VALUE_NUMBER_INT
              && tokens.length() <= 18
              && tokens.characters()[tokens.offset()] != '-'
              && lengths.size() < JsonFormat.MAX_DEPTH;
      if (good) {
        lengths.add(Long.parseLong(tokens.text()));
        token = tokens.next();
      }
    }
    if (!good) {
      throw BodyFaults.malformed(
          "The document's shape is no list of lengths; write one such as " + target.shape() + ".");
    }
    declared = Shape.of(lengths);
    if (!target.accepts(declared)) {
      throw BodyFaults.shapeMismatch(target, lengths);
    }
  }
}
