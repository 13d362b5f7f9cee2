package io.hypertile.hdf5.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.DekerFixtures;
import io.hypertile.TestSeed;
import io.hypertile.deker.store.Fixture;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** New files against independent readers: jHDF, Deker's own files, and our parser. */
class ArrayFileImageTest {
  private static final byte[] META =
      "{\"id\": \"x\", \"primary_attributes\": {}, \"custom_attributes\": {}}"
          .getBytes(StandardCharsets.UTF_8);

  /** jHDF has no 80-bit floats. */
  private static final Set<DType> UNKNOWN_TO_JHDF = EnumSet.of(DType.LONGDOUBLE, DType.CLONGDOUBLE);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(DType.class)
  void createWithCellsIsReadByOurParser(DType dtype) {
    Shape shape = Shape.of(3, 4, 5);
    byte[] cells = new byte[(int) shape.bytes(dtype)];
    TestSeed.random(dtype.ordinal()).nextBytes(cells);
    ArrayFileImage image =
        ArrayFileImage.create(META, 7, Optional.of(DataPlan.contiguous(dtype, shape)));
    assertThat(image.data().orElseThrow().cells() % DataPlan.ALIGNMENT).isZero();

    ImageFile bytes = ImageFile.of(image, cells);
    ArrayFile file = bytes.parse();

    assertThat(file.size()).isEqualTo(image.fileLength()).isEqualTo(file.superblock().end());
    assertThat(file.meta().json()).isEqualTo(META);
    assertThat(file.meta().capacity()).isGreaterThanOrEqualTo(META.length + 33 + 256);
    assertThat(file.emptyCells().orElseThrow().value()).isEqualTo(7);
    byte[] read = new byte[cells.length];
    CellReading reading = CellReading.of(file, bytes.source(), shape, FillValue.defaultOf(dtype));
    assertThat(reading.plainCells()).hasValue(image.data().orElseThrow().cells());
    reading.read(Region.whole(shape), MemorySegment.ofArray(read));
    assertThat(read).isEqualTo(cells);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void createWithCellsIsReadByJhdf(DType dtype) throws Exception {
    Shape shape = Shape.of(2, 3);
    byte[] cells = new byte[(int) shape.bytes(dtype)];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = (byte) (i % dtype.componentSize() == dtype.componentSize() - 1 ? 0x3f : i);
    }
    ImageFile image =
        ImageFile.of(
            ArrayFileImage.create(META, 0, Optional.of(DataPlan.contiguous(dtype, shape))), cells);
    Path path = Files.write(directory.resolve("image.hdf5"), image.bytes());
    try (HdfFile file = new HdfFile(path)) {
      assertThat(file.getDatasetByPath("meta").getData())
          .isEqualTo(new String(META, StandardCharsets.UTF_8));
      assertThat(file.getDatasetByPath("empty_cells").getData()).isEqualTo(0L);
      Dataset data = file.getDatasetByPath("data");
      assertThat(data.getDimensions()).containsExactly(2, 3);
      assertThat(data.getSizeInBytes()).isEqualTo(cells.length);
      if (UNKNOWN_TO_JHDF.contains(dtype)) {
        assertThat(data.getDataType().getSize()).isEqualTo(dtype.size());
      } else {
        assertThat(number(data.getDataFlat(), 5, dtype)).isEqualTo(number(cells, 5, dtype));
      }
    }
  }

  /** One number of jHDF's flat array as a double; the real part of complex numbers. */
  private static double number(Object flat, int index, DType dtype) {
    if (dtype.kind() == DType.Kind.COMPLEX) {
      Object parts = ((Map<?, ?>) flat).get("r");
      return number(parts, index, DType.FLOAT64);
    }
    return switch (flat) {
      case Map<?, ?> map -> number(map.get("r"), index, DType.FLOAT64);
      case byte[] values -> values[index];
      case short[] values -> values[index];
      case int[] values -> values[index];
      case long[] values -> values[index];
      case float[] values -> values[index];
      case double[] values -> values[index];
      case Number[] values -> values[index].doubleValue();
      case Object[] rows -> number(rows[index / 3], index % 3, DType.FLOAT64);
      default -> throw new IllegalArgumentException(flat.getClass().toString());
    };
  }

  /** The same number decoded from the bytes by the JDK. */
  private static double number(byte[] cells, int index, DType dtype) {
    ByteBuffer cell =
        ByteBuffer.wrap(cells, index * dtype.size(), dtype.size())
            .slice()
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return switch (dtype) {
      case INT8 -> cell.get();
      case INT16 -> cell.getShort();
      case INT32 -> cell.getInt();
      case INT64, LONGLONG -> cell.getLong();
      case UINT8 -> cell.get() & 0xff;
      case UINT16 -> cell.getShort() & 0xffff;
      case UINT32 -> cell.getInt() & 0xffffffffL;
      case UINT64, ULONGLONG -> cell.getLong();
      case FLOAT16 -> Float.float16ToFloat(cell.getShort());
      case FLOAT32, COMPLEX64 -> cell.getFloat();
      case FLOAT64, COMPLEX128 -> cell.getDouble();
      case LONGDOUBLE, CLONGDOUBLE -> throw new IllegalArgumentException(dtype.toString());
    };
  }

  /** Everything but sizes, addresses and identifiers is byte for byte what Deker writes. */
  @Test
  void headIsWhatDekerWrites() throws Exception {
    Path root = DekerFixtures.unpack("types", directory);
    int compared = 0;
    for (Fixture fixture : Fixture.all("types")) {
      byte[] deker = Files.readAllBytes(root.resolve(fixture.file()));
      ArrayFile file = new ImageFile(deker).parse();
      byte[] ours =
          ArrayFileImage.create(
                  file.meta().json(),
                  file.emptyCells().orElseThrow().value(),
                  file.data().map(data -> DataPlan.contiguous(fixture.dtype(), fixture.shape())))
              .head();
      int end = 0x688;
      byte[] theirHead = withoutSizes(deker, end);
      assertThat(withoutSizes(ours, end)).as(fixture.toString()).isEqualTo(theirHead);
      if (file.data().isPresent()) {
        ArrayFile parsed = new ImageFile(pad(ours, file, fixture)).parse();
        assertThat(headerBody(ours, parsed))
            .as(fixture.toString())
            .isEqualTo(headerBody(deker, file));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(15);
  }

  private static byte[] pad(byte[] head, ArrayFile file, Fixture fixture) {
    return Arrays.copyOf(head, 4096 + (int) fixture.shape().bytes(fixture.dtype()));
  }

  /** The dataset's header up to the address in its layout message. */
  private static byte[] headerBody(byte[] file, ArrayFile parsed) {
    ArrayFile.DatasetHeader place = parsed.data().orElseThrow().place();
    int start = (int) place.header();
    return Arrays.copyOfRange(file, start, (int) place.layout().position() + 2);
  }

  private static byte[] withoutSizes(byte[] file, int end) {
    byte[] head = Arrays.copyOf(file, end);
    // End of file; size of the text; addresses and sizes of both raw data; address of the data.
    Arrays.fill(head, 40, 48, (byte) 0);
    Arrays.fill(head, 0x34c, 0x350, (byte) 0);
    Arrays.fill(head, 0x36a, 0x37a, (byte) 0);
    Arrays.fill(head, 0x5ca, 0x5d2, (byte) 0);
    Arrays.fill(head, 0x440, 0x448, (byte) 0);
    return head;
  }
}
