package io.hypertile.partition.imports;

import io.hypertile.encode.BlockSource;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Texts of any length as texts or bytes of one size. For one thread. */
final class SizedTexts extends BlockSource {
  private final CellSource texts;
  private final CellType type;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer length =
      ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer text;

  /**
   * Texts.
   *
   * @param texts closed by their owner
   * @param type {@link CellType.FixedText} or {@link CellType.FixedBytes}
   */
  SizedTexts(CellSource texts, CellType type) {
    this.texts = texts;
    this.type = type;
    this.text = ByteBuffer.allocate(type.size());
  }

  @Override
  protected void fill() throws IOException {
    ByteBuffer block = room(type.size());
    while (block.remaining() >= type.size() && texts.read(length.clear()) >= 0) {
      readFully(length);
      putCell(length.getInt(0), block);
    }
  }

  private void putCell(int bytes, ByteBuffer block) throws IOException {
    if (bytes > type.size()) {
      throw tooLong();
    }
    readFully(text.clear().limit(bytes));
    text.flip();
    int end = block.position() + type.size();
    if (type instanceof CellType.FixedText) {
      putCharacters(block, end);
    } else {
      block.put(text);
    }
    while (block.position() < end) {
      block.put((byte) 0);
    }
  }

  private void putCharacters(ByteBuffer block, int end) {
    try {
      decoder
          .decode(text)
          .codePoints()
          .forEach(character -> {
            if (end - block.position() < Integer.BYTES) {
              throw tooLong();
            }
            block.putInt(character);
          });
    } catch (CharacterCodingException e) {
      throw new ServiceException(
          ErrorCode.VALUE_OUT_OF_RANGE, "A text is not in UTF-8; nothing was changed.");
    }
  }

  private ServiceException tooLong() {
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "A text is longer than %s holds; nothing was changed.".formatted(type.numpyName()),
        Map.of("expected_dtype", type.numpyName()),
        null);
  }

  private void readFully(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (texts.read(target) < 0) {
        throw new EOFException("a text ends early");
      }
    }
  }
}
