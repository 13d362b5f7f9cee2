package io.hypertile.encode;

import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Cells of nested JSON lists, read one token after another. */
final class JsonSource extends BlockSource {
  private final JsonTokens tokens;
  private final JsonDocument document;
  private final WriteTarget target;
  private final Shape shape;
  private final boolean complex;
  private final JsonCells cell;

  /** Cells or lists read so far in each list that is open. */
  private final long[] position;

  private int depth;
  private long cellsLeft;
  private @Nullable JsonToken pending;
  private boolean pairBegun;
  private boolean done;

  private JsonSource(
      JsonTokens tokens, JsonDocument document, WriteTarget target, Shape shape, JsonToken first) {
    this.tokens = tokens;
    this.document = document;
    this.target = target;
    this.shape = shape;
    this.complex = isComplex(target);
    this.cell = cells(target.dtype(), tokens, () -> index(shape.rank()));
    this.position = new long[shape.rank()];
    this.depth = shape.rank();
    this.cellsLeft = shape.cells();
    this.pending = first;
  }

  /**
   * Starts to read data. The opening brackets before its first cell tell whether it is nested like
   * the selection's shape or like the full one, and whether complex cells are pairs.
   *
   * @param start first token of the data
   */
  static CellSource open(
      JsonTokens tokens, JsonToken start, JsonDocument document, WriteTarget target)
      throws IOException {
    int lists = 0;
    JsonToken token = start;
    while (token == JsonToken.START_ARRAY) {
      lists++;
      token = tokens.next();
    }
    if (token == null) {
      throw BodyFaults.malformed("The body ends within the data; send it whole.");
    }
    if (lists == 0) {
      return constant(tokens, token, document, target, false);
    }
    boolean complex = isComplex(target);
    for (Shape shape : candidates(document, target)) {
      boolean pair = complex && lists == shape.rank() + 1;
      if (pair && shape.rank() == 0) {
        return constant(tokens, token, document, target, true);
      }
      if (pair || lists == shape.rank() || isEmptyAt(shape, lists, token)) {
        JsonSource source = new JsonSource(tokens, document, target, shape, token);
        source.pairBegun = pair;
        source.depth = Math.min(lists, shape.rank());
        return source;
      }
    }
    if (complex && lists == 1) {
      return constant(tokens, token, document, target, true);
    }
    throw wronglyNested(target, lists, token);
  }

  /** Whether the innermost list that was begun ends at once, as an axis without positions wants. */
  private static boolean isEmptyAt(Shape shape, int lists, JsonToken token) {
    return token == JsonToken.END_ARRAY && lists < shape.rank() && shape.length(lists - 1) == 0;
  }

  private static List<Shape> candidates(JsonDocument document, WriteTarget target) {
    Shape declared = document.declared();
    return declared == null ? List.of(target.shape(), target.fullShape()) : List.of(declared);
  }

  private static ServiceException wronglyNested(WriteTarget target, int lists, JsonToken token) {
    int rank = target.shape().rank();
    boolean empty = token == JsonToken.END_ARRAY && lists <= rank;
    int known = empty ? lists - 1 : Math.min(lists, rank);
    String problem =
        empty ? "there is an empty list" : lists > rank ? "there is a list" : "there is no list";
    return BodyFaults.raggedList(target, Collections.nCopies(known, 0L), problem);
  }

  /** One number for every cell; a pair if its list was just begun. */
  private static CellSource constant(
      JsonTokens tokens, JsonToken token, JsonDocument document, WriteTarget target, boolean pair)
      throws IOException {
    JsonCells cell = cells(target.dtype(), tokens, List::of);
    ByteBuffer bytes = ByteBuffer.allocate(cell.room(token)).order(ByteOrder.LITTLE_ENDIAN);
    if (pair) {
      cell.putPair(token, bytes);
    } else {
      cell.put(token, bytes);
    }
    document.finish(null);
    tokens.close();
    return new RepeatSource(Arrays.copyOf(bytes.array(), bytes.position()), target.cells());
  }

  private static JsonCells cells(CellType type, JsonTokens tokens, Supplier<List<Long>> index) {
    return switch (type) {
      case DType dtype -> new JsonCell(dtype, tokens, index);
      case CellType.Truth truth -> new JsonWords(truth, tokens, index);
      case CellType.TimePoint time -> new JsonWords(time, tokens, index);
      case CellType.TimeSpan time -> new JsonWords(time, tokens, index);
      case CellType.FixedText text -> new JsonTexts(text, tokens, index);
      case CellType.FixedBytes bytes -> new JsonTexts(bytes, tokens, index);
      case CellType.RawBytes bytes -> new JsonTexts(bytes, tokens, index);
      case CellType.Text text -> new JsonTexts(text, tokens, index);
      case CellType.AnyBytes bytes -> new JsonTexts(bytes, tokens, index);
    };
  }

  private static boolean isComplex(WriteTarget target) {
    return target.dtype() instanceof DType dtype && dtype.kind() == DType.Kind.COMPLEX;
  }

  @Override
  protected void fill() throws IOException {
    if (done) {
      return;
    }
    try {
      // After the last cell on to the end, so that it is only given when the whole body is good.
      while (!done && (hasRoom() || cellsLeft == 0)) {
        step();
      }
    } catch (ServiceException e) {
      throw e.members().containsKey("index") ? e : e.with("index", index(depth));
    }
    if (done) {
      document.finish(shape);
    }
  }

  /** Whether the next cell should go into the block; it grows for one that does not fit. */
  private boolean hasRoom() {
    ByteBuffer block = room(0);
    return block.position() == 0
        || !target.dtype().isAnyLength() && block.remaining() >= target.dtype().size()
        || target.dtype().isAnyLength() && block.position() < BLOCK_BYTES / 2;
  }

  private void step() throws IOException {
    JsonToken token = pending == null ? tokens.next() : pending;
    pending = null;
    if (token == null) {
      throw BodyFaults.malformed("The body ends within the data; send it whole.");
    }
    int level = depth - 1;
    if (token == JsonToken.END_ARRAY && !pairBegun) {
      close(level);
      return;
    }
    if (position[level] == shape.length(level)) {
      throw ragged(level, "the list has more than " + shape.length(level) + " elements");
    }
    boolean list = token == JsonToken.START_ARRAY;
    if (depth < position.length) {
      if (!list) {
        throw ragged(depth, "there is no list");
      }
      position[depth++] = 0;
      return;
    }
    if (pairBegun) {
      pairBegun = false;
      cell.putPair(token, room(target.dtype().size()));
    } else if (!list) {
      cell.put(token, room(cell.room(token)));
    } else if (complex) {
      JsonToken first = tokens.next();
      cell.putPair(first == null ? JsonToken.NOT_AVAILABLE : first, room(target.dtype().size()));
    } else {
      throw ragged(depth, "there is a list");
    }
    position[level]++;
    cellsLeft--;
  }

  /** Ends the list at the level; ends the data when it was the outermost. */
  private void close(int level) {
    if (position[level] != shape.length(level)) {
      throw ragged(
          level, "the list has " + position[level] + " elements, not " + shape.length(level));
    }
    depth--;
    if (depth == 0) {
      done = true;
    } else {
      position[depth - 1]++;
    }
  }

  private ServiceException ragged(int known, String problem) {
    return BodyFaults.raggedList(target, index(known), problem);
  }

  private List<Long> index(int known) {
    List<Long> index = new ArrayList<>();
    for (int axis = 0; axis < known; axis++) {
      index.add(position[axis]);
    }
    return index;
  }

  @Override
  public void close() {
    tokens.close();
  }
}
