package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellLayouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Figures of texts in the order of their bytes in UTF-8, which is that of their code points. A text
 * is copied only when it is the least or the greatest so far.
 */
final class TextFigures extends CellFigures {
  private static final Charset WIDE = Charset.forName("UTF-32LE");

  private final int size;
  private final @Nullable MemorySegment fill;
  private @Nullable MemorySegment least;
  private @Nullable MemorySegment greatest;

  /**
   * Figures of texts.
   *
   * @param size bytes of a text of a fixed length, in UTF-32; 0 for texts of any length
   */
  TextFigures(int size, byte @Nullable [] fill) {
    this.size = size;
    this.fill = fill == null ? null : MemorySegment.ofArray(fill);
  }

  @Override
  long take(CellBlock cells, long count) {
    long nulls = 0;
    MemorySegment none = fill;
    for (long at = 0; at < count; at++) {
      MemorySegment text = size == 0 ? cells.bytes(at) : cells.cells().asSlice(at * size, size);
      if (none != null && text.mismatch(none) < 0) {
        nulls++;
        continue;
      }
      MemorySegment low = least;
      if (low == null || compare(text, low) < 0) {
        least = copy(text);
      }
      MemorySegment high = greatest;
      if (high == null || compare(text, high) > 0) {
        greatest = copy(text);
      }
    }
    return nulls;
  }

  private static MemorySegment copy(MemorySegment text) {
    return MemorySegment.ofArray(text.toArray(ValueLayout.JAVA_BYTE));
  }

  private int compare(MemorySegment one, MemorySegment other) {
    long at = one.mismatch(other);
    if (at < 0) {
      return 0;
    }
    if (size > 0) {
      long start = at / Integer.BYTES * Integer.BYTES;
      return Integer.compareUnsigned(
          one.get(CellLayouts.INT, start), other.get(CellLayouts.INT, start));
    }
    if (at == one.byteSize() || at == other.byteSize()) {
      return Long.compare(one.byteSize(), other.byteSize());
    }
    return Integer.compare(
        one.get(CellLayouts.BYTE, at) & 0xff, other.get(CellLayouts.BYTE, at) & 0xff);
  }

  private Optional<Extreme> extreme(@Nullable MemorySegment text) {
    if (text == null) {
      return Optional.empty();
    }
    byte[] bytes = text.toArray(ValueLayout.JAVA_BYTE);
    if (size == 0) {
      return Optional.of(new Extreme.Text(new String(bytes, StandardCharsets.UTF_8)));
    }
    String padded = new String(bytes, WIDE);
    int end = padded.length();
    while (end > 0 && padded.charAt(end - 1) == 0) {
      end--;
    }
    return Optional.of(new Extreme.Text(padded.substring(0, end)));
  }

  @Override
  Optional<Extreme> least() {
    return extreme(least);
  }

  @Override
  Optional<Extreme> greatest() {
    return extreme(greatest);
  }
}
