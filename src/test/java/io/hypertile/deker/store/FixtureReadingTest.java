package io.hypertile.deker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.DekerFixtures;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that Deker says it wrote is read from the files it wrote. */
class FixtureReadingTest {
  static final List<String> STORAGES = DekerFixtures.STORAGES;

  @TempDir Path directory;

  @ParameterizedTest
  @FieldSource("STORAGES")
  void readMetadataOfEveryFile(String storage) throws Exception {
    Path root = DekerFixtures.unpack(storage, directory);
    int files = 0;
    for (Fixture fixture : Fixture.all(storage)) {
      try (FileChannel channel = FileChannel.open(root.resolve(fixture.file()))) {
        ArrayFile file = ArrayFileParser.parse(Hdf5Source.of(channel, fixture.file()));
        JsonNode expected = fixture.array();
        assertThat(JsonMapper.builder().build().readTree(file.meta().json()))
            .as(fixture.toString())
            .isEqualTo(expected.get("raw_meta"));
        assertThat(file.emptyCells().orElseThrow().value())
            .as(fixture.toString())
            .isEqualTo(expected.get("empty_cells").asLong());
        assertThat(file.data().isPresent())
            .as(fixture.toString())
            .isEqualTo(expected.get("has_data").asBoolean());
        files++;
      }
    }
    assertThat(files).isGreaterThan(5);
  }

  @ParameterizedTest
  @FieldSource("STORAGES")
  void readEverySubsetOfEveryFile(String storage) throws Exception {
    Path root = DekerFixtures.unpack(storage, directory);
    int subsets = 0;
    for (Fixture fixture : Fixture.all(storage)) {
      try (FileChannel channel = FileChannel.open(root.resolve(fixture.file()))) {
        Hdf5Source source = Hdf5Source.of(channel, fixture.file());
        ArrayFile file = ArrayFileParser.parse(source);
        Shape shape = fixture.shape();
        CellReading reading =
            CellReading.of(file, source, shape, FillValue.defaultOf(fixture.dtype()));
        for (Fixture.Subset subset : fixture.subsets()) {
          MemorySegment cells =
              MemorySegment.ofArray(new byte[(int) subset.region().shape().bytes(fixture.dtype())]);
          reading.read(subset.region(), cells);
          assertThat(sha256(cells)).as(fixture + " " + subset).isEqualTo(subset.sha256());
          subsets++;
        }
        if (file.data().isPresent()) {
          assertWindowsAgreeWithWhole(reading, fixture);
        }
      }
    }
    assertThat(subsets).isGreaterThan(0);
  }

  /** Boxes of every size class, cut out of the whole by plain arithmetic. */
  private static void assertWindowsAgreeWithWhole(CellReading reading, Fixture fixture) {
    Shape shape = fixture.shape();
    int size = fixture.dtype().size();
    byte[] whole = new byte[(int) shape.bytes(fixture.dtype())];
    reading.read(Region.whole(shape), MemorySegment.ofArray(whole));
    for (int cut = 1; cut <= 3; cut++) {
      long[] start = new long[shape.rank()];
      long[] stop = new long[shape.rank()];
      for (int axis = 0; axis < start.length; axis++) {
        start[axis] = Math.min(cut, shape.length(axis) - 1);
        stop[axis] = Math.max(start[axis] + 1, shape.length(axis) - cut / 2);
      }
      Region region = Region.of(start, stop);
      MemorySegment cells =
          MemorySegment.ofArray(new byte[(int) region.shape().bytes(fixture.dtype())]);
      reading.read(region, cells);
      long[] position = start.clone();
      for (long cell = 0; cell < region.cells(); cell++) {
        long at = 0;
        for (int axis = 0; axis < position.length; axis++) {
          at = at * shape.length(axis) + position[axis];
        }
        for (int i = 0; i < size; i++) {
          assertThat(cells.get(ValueLayout.JAVA_BYTE, cell * size + i))
              .isEqualTo(whole[(int) at * size + i]);
        }
        int axis = position.length - 1;
        while (axis >= 0 && ++position[axis] == stop[axis]) {
          position[axis] = start[axis];
          axis--;
        }
      }
    }
  }

  private static String sha256(MemorySegment cells) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(cells.toArray(ValueLayout.JAVA_BYTE));
    return HexFormat.of().formatHex(digest);
  }
}
