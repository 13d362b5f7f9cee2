package io.hypertile.deker.store;

import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.hdf5.image.ImageFile;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Array files that h5py wrote in every form that Deker accepts; {@code make.py} made them. */
public final class Variant {
  static final Shape SHAPE = Shape.of(6, 10);
  static final String ID = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9";
  static final String META =
      "{\"id\": \"" + ID + "\", \"primary_attributes\": {}, \"custom_attributes\": {}}";

  /** Files whose 60 cells are their numbers. */
  static final List<String> COUNTING =
      List.of(
          "earliest",
          "v110",
          "latest",
          "userblock",
          "latest-userblock",
          "track-order",
          "big-endian",
          "big-endian-chunked",
          "float32",
          "float16-chunked",
          "big-endian-float32",
          "compact",
          "masked",
          "overhanging",
          "gzip-shuffle-fletcher",
          "lzf-shuffle",
          "fletcher",
          "szip-ec",
          "szip-nn-int16",
          "meta-variable",
          "meta-utf8",
          "meta-spaces",
          "meta-terminated",
          "empty-int32",
          "empty-big-endian",
          "no-empty",
          "more-links",
          "attributes",
          "latest-chunked",
          "latest-single-chunk",
          "latest-single-gzip",
          "latest-implicit",
          "latest-fixed-gzip",
          "v110-fixed-gzip",
          "latest-fixed-growing",
          "latest-extensible",
          "latest-extensible-gzip",
          "v110-extensible-gzip",
          "latest-extensible-second",
          "latest-btree2",
          "latest-btree2-gzip",
          "v110-btree2-gzip",
          "latest-big-endian",
          "latest-userblock-chunked",
          "dense-links",
          "dense-many",
          "dense-userblock",
          "mixed",
          "committed",
          "committed-latest",
          "dense-deep",
          "latest-extensible-growing");

  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Variant() {}

  public static ImageFile file(String name) throws IOException {
    try (InputStream packed =
            Variant.class.getResourceAsStream("/fixtures/hdf5/" + name + ".hdf5.gz");
        InputStream plain = new GZIPInputStream(Objects.requireNonNull(packed, name))) {
      return new ImageFile(plain.readAllBytes());
    }
  }

  /** The type that the schema of the array would have. */
  static DType dtype(String name) {
    return switch (name) {
      case "fletcher" -> DType.UINT8;
      case "szip-nn-int16" -> DType.INT16;
      default -> DType.FLOAT64;
    };
  }

  static Shape shape(String name) {
    return name.startsWith("many-") ? Shape.of(100, 90) : SHAPE;
  }

  /** The cells of a box as doubles. */
  static double[] read(ImageFile file, DType dtype, Shape shape, Region region) {
    MemorySegment cells = MemorySegment.ofArray(new byte[(int) region.shape().bytes(dtype)]);
    CellReading.of(file.parse(), file.source(), shape, FillValue.defaultOf(dtype))
        .read(region, cells);
    double[] values = new double[(int) region.cells()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (dtype) {
            case UINT8 -> cells.get(ValueLayout.JAVA_BYTE, i) & 0xff;
            case INT16 -> cells.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i);
            case INT32 -> cells.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * i);
            default -> cells.get(DOUBLE, 8L * i);
          };
    }
    return values;
  }
}
