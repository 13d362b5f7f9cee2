package io.hypertile.encode;

import java.io.IOException;
import java.nio.ByteBuffer;
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
}
