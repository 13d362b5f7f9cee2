package io.hypertile.encode.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormatContract;
import io.hypertile.encode.Bodies;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.RandomCells;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class NpzFormatTest extends ArrayFormatContract {
  @TempDir Path directory;

  @Override
  protected ArrayFormat format() {
    return new NpzFormat();
  }

  private static CellsHeader header(String name, String... dimensions) {
    Shape shape = Shape.of(Collections.nCopies(dimensions.length, 2L));
    CellsHeader.About about =
        new CellsHeader.About(name, JsonNodeFactory.instance.objectNode(), List.of());
    return CellsHeader.of(DType.INT16, shape, List.of(dimensions)).with(about);
  }

  private ZipFile open(byte[] archive) throws IOException {
    return new ZipFile(Files.write(directory.resolve("answer.npz"), archive).toFile());
  }

  private List<String> names(byte[] archive) throws IOException {
    try (ZipFile zip = open(archive)) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  void cellsHaveANameThatNoCoordinateHas() throws IOException {
    EncodeOptions options = EncodeOptions.defaults();
    byte[] cells = new byte[8];
    assertThat(names(Bodies.encode(format().encoder(header("air", "y", "x"), options), cells)))
        .containsExactly("air.npy", "y.npy", "x.npy");
    assertThat(names(Bodies.encode(format().encoder(header("y", "y", "x"), options), cells)))
        .containsExactly("data.npy", "y.npy", "x.npy");
    assertThat(names(Bodies.encode(format().encoder(header("y", "y", "data"), options), cells)))
        .containsExactly("data_.npy", "y.npy", "data.npy");
  }

  @Test
  void boxesFollowOneAnotherWhateverTheSlabs() throws IOException {
    Random random = TestSeed.random();
    for (int round = 0; round < 100; round++) {
      List<CellsHeader.Named> boxes = new ArrayList<>();
      List<byte[]> expected = new ArrayList<>();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int n = 0; n < 1 + random.nextInt(5); n++) {
        Shape shape = Shape.of(random.nextInt(4), 1 + random.nextInt(3));
        CellsHeader cells = CellsHeader.of(DType.INT32, shape, List.of("a", "b"));
        boxes.add(new CellsHeader.Named("box" + n, cells));
        expected.add(RandomCells.of(DType.INT32, shape.cells(), random));
        all.write(expected.getLast());
      }
      CellEncoder encoder = format().encoder(boxes, EncodeOptions.defaults());
      byte[] archive = Bodies.encode(encoder, all.toByteArray(), Integer.BYTES, random);
      assertThat(encoder.contentLength()).hasValue(archive.length);
      try (ZipFile zip = open(archive)) {
        for (int n = 0; n < expected.size(); n++) {
          byte[] file = zip.getInputStream(zip.getEntry("box" + n + ".npy")).readAllBytes();
          int size = expected.get(n).length;
          assertThat(Arrays.copyOfRange(file, file.length - size, file.length))
              .isEqualTo(expected.get(n));
        }
      }
    }
  }

  @Test
  void boxesWithFewerOrMoreCellsThanAnnouncedThrow() throws IOException {
    List<CellsHeader.Named> boxes =
        List.of(
            new CellsHeader.Named("a", header("a", "x")),
            new CellsHeader.Named("b", header("b", "x")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CellEncoder few = format().encoder(boxes, EncodeOptions.defaults());
    few.begin(out);
    few.cells(MemorySegment.ofArray(new byte[6]), out);
    assertThatThrownBy(() -> few.end(out)).isInstanceOf(IllegalStateException.class);
    few.cells(MemorySegment.ofArray(new byte[2]), out);
    assertThatThrownBy(() -> few.cells(MemorySegment.ofArray(new byte[2]), out))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void boxesWithMoreAxesThanNumpyHasAreRefused() {
    List<String> names = IntStream.range(0, 65).mapToObj(n -> "d" + n).toList();
    CellsHeader deep = CellsHeader.of(DType.INT8, Shape.of(Collections.nCopies(65, 1L)), names);
    assertThatThrownBy(() ->
            format().encoder(List.of(new CellsHeader.Named("a", deep)), EncodeOptions.defaults()))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE));
  }
}
