package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Figures of a chunk in a few bytes, as they are kept beside it: a version, rows and nulls, then
 * for each extreme its kind and value. Texts that are too long for that leave the note out.
 */
public final class FiguresNote {
  private static final byte VERSION = 1;
  private static final byte NONE = 0;
  private static final byte SIGNED = 1;
  private static final byte UNSIGNED = 2;
  private static final byte REAL = 3;
  private static final byte TEXT = 4;
  private static final int MOST_OF_A_TEXT = 400;
  private static final int HEAD = 1 + 2 * Long.BYTES;

  private FiguresNote() {}

  /** The note; empty if it would be long. */
  public static Optional<byte[]> write(ArrayStatistics figures) {
    byte[] least = figures.least().map(FiguresNote::bytes).orElse(new byte[] {NONE});
    byte[] greatest = figures.greatest().map(FiguresNote::bytes).orElse(new byte[] {NONE});
    if (least.length > MOST_OF_A_TEXT || greatest.length > MOST_OF_A_TEXT) {
      return Optional.empty();
    }
    ByteBuffer note = buffer(HEAD + least.length + greatest.length);
    note.put(VERSION).putLong(figures.rowCount()).putLong(figures.nullCount());
    return Optional.of(note.put(least).put(greatest).array());
  }

  private static byte[] bytes(Extreme extreme) {
    return switch (extreme) {
      case Extreme.Signed(long value) -> number(SIGNED, value);
      case Extreme.Unsigned(long bits) -> number(UNSIGNED, bits);
      case Extreme.Real(double value) -> number(REAL, Double.doubleToRawLongBits(value));
      case Extreme.Text(String value) -> {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        yield text.length > MOST_OF_A_TEXT
            ? new byte[MOST_OF_A_TEXT + 1]
            : buffer(3 + text.length).put(TEXT).putShort((short) text.length).put(text).array();
      }
    };
  }

  private static byte[] number(byte kind, long bits) {
    return buffer(1 + Long.BYTES).put(kind).putLong(bits).array();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The figures of a note; empty if the note cannot be read. */
  public static Optional<ArrayStatistics> read(byte[] note) {
    ByteBuffer in = ByteBuffer.wrap(note).order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (in.get() != VERSION) {
        return Optional.empty();
      }
      long rows = in.getLong();
      long nulls = in.getLong();
      Optional<Extreme> least = extreme(in);
      Optional<Extreme> greatest = extreme(in);
      boolean isSound = rows >= 0 && nulls >= 0 && nulls <= rows && !in.hasRemaining();
      return isSound
          ? Optional.of(new ArrayStatistics(rows, nulls, least, greatest))
          : Optional.empty();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Extreme> extreme(ByteBuffer in) {
    byte kind = in.get();
    return switch (kind) {
      case NONE -> Optional.empty();
      case SIGNED -> Optional.of(new Extreme.Signed(in.getLong()));
      case UNSIGNED -> Optional.of(new Extreme.Unsigned(in.getLong()));
      case REAL -> Optional.of(new Extreme.Real(Double.longBitsToDouble(in.getLong())));
      case TEXT -> {
        byte[] text = new byte[in.getShort() & 0xffff];
        in.get(text);
        yield Optional.of(new Extreme.Text(new String(text, StandardCharsets.UTF_8)));
      }
      default -> throw new IllegalArgumentException("a kind of " + kind);
    };
  }
}
