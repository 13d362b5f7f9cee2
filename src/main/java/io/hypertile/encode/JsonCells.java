package io.hypertile.encode;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JsonToken;

/** Turns JSON values into the bytes of cells of one type, as a stream of cells has them. */
interface JsonCells {
  /** Bytes that the value of the present token may need in the block. */
  int room(JsonToken token) throws IOException;

  /** Puts the cell whose token is the present one and no list. */
  void put(JsonToken token, ByteBuffer block) throws IOException;

  /** Puts the complex cell whose list was just begun. */
  default void putPair(JsonToken first, ByteBuffer block) throws IOException {
    throw new IllegalStateException("only complex cells are pairs");
  }

  /**
   * Reads cells of a type.
   *
   * @param index place of the present cell, for messages
   */
  static JsonCells of(CellType type, JsonTokens tokens, Supplier<List<Long>> index) {
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
}
