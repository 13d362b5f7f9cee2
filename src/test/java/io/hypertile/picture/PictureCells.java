package io.hypertile.picture;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Float16;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.X87;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures of given numbers. */
final class PictureCells {
  static final MemoryShare MEMORY = MemoryBudget.only(MemoryUse.ANSWERS, 256 << 20);
  static final ArrayFormat PNG = new PngFormat(MEMORY, Duration.ofSeconds(1));
  static final ArrayFormat SVG = new SvgFormat();

  private PictureCells() {}

  static CellsHeader header(DType dtype, Shape shape, String... names) {
    return CellsHeader.of(dtype, shape, List.of(names));
  }

  static CellsHeader meaning(CellsHeader header, Optional<FillValue> nulls, String units) {
    return header.with(
        new CellsHeader.Meaning(nulls, Map.of(), Optional.of(units).filter(u -> !u.isEmpty())));
  }

  /** The bytes of an answer whose cells come in pieces of random sizes. */
  static byte[] encode(ArrayFormat format, CellsHeader header, byte[] cells, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int size = header.dtype().size();
    try (CellEncoder encoder = format.encoder(header, EncodeOptions.defaults())) {
      encoder.reserve();
      encoder.begin(out);
      for (int at = 0; at < cells.length; ) {
        int run = Math.min(cells.length - at, size * (1 + random.nextInt(5000)));
        encoder.cells(MemorySegment.ofArray(cells).asSlice(at, run), out);
        at += run;
      }
      encoder.end(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static BufferedImage image(byte[] png) {
    try {
      return ImageIO.read(new ByteArrayInputStream(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cells with these numbers, which the type holds. */
  static byte[] cells(DType dtype, double... numbers) {
    ByteBuffer cells =
        ByteBuffer.allocate(numbers.length * dtype.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      switch (dtype) {
        case INT8, UINT8 -> cells.put((byte) (long) number);
        case INT16, UINT16 -> cells.putShort((short) (long) number);
        case INT32, UINT32 -> cells.putInt((int) (long) number);
        case INT64, LONGLONG -> cells.putLong((long) number);
        case UINT64, ULONGLONG ->
            cells.putLong(
                number < 0x1p63 ? (long) number : (long) (number - 0x1p63) + Long.MIN_VALUE);
        case FLOAT16 -> cells.putShort(Float16.ofDouble(number));
        case FLOAT32 -> cells.putFloat((float) number);
        case FLOAT64 -> cells.putDouble(number);
        case LONGDOUBLE -> {
          X87.of(number).put(MemorySegment.ofBuffer(cells), 0);
          cells.position(cells.position() + X87.BYTES);
        }
        default -> throw new IllegalArgumentException(dtype + " has no order");
      }
    }
    return cells.array();
  }
}
