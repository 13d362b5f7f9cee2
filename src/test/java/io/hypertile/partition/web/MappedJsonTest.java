package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of expressions as lists that are nested as their dimensions are. */
class MappedJsonTest {
  private static final PartitionKey KEY =
      new PartitionKey(List.of(new PartitionKey.Part("c", 1, 1)));

  /** Bytes from 0 on, of which each third is missing. */
  private record Counted(Shape shape)
      implements PartitionMapping, PartitionMapping.Mapped, PartitionMapping.Values {
    @Override
    public List<String> names() {
      return List.of("x");
    }

    @Override
    public Mapped open(PartitionKey key) {
      return this;
    }

    @Override
    public Values values(String name) {
      return this;
    }

    @Override
    public CellType type() {
      return DType.INT8;
    }

    @Override
    public List<String> dimensions() {
      return List.of();
    }

    @Override
    public void read(Region box, MemorySegment target, MemorySegment marks) {
      long first = box.start(0) * shape.cells() / shape.length(0);
      for (long n = 0; n < target.byteSize(); n++) {
        target.set(ValueLayout.JAVA_BYTE, n, (byte) (first + n));
        marks.set(ValueLayout.JAVA_BYTE, n, (byte) ((first + n) % 3 == 2 ? 1 : 0));
      }
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 | [0,1,null,3]",
        "2,2 | [[0,1],[null,3]]",
        "2,1,2 | [[[0,1]],[[null,3]]]",
        "0 | []",
        "0,3 | []",
        "2,0 | [[],[]]",
        "2,1,0 | [[[]],[[]]]",
      })
  void listsAreNestedAsDimensionsAre(String lengths, String expected) {
    long[] shape = List.of(lengths.split(",")).stream().mapToLong(Long::parseLong).toArray();
    byte[] document = new MappedJson(1000).bytes(new Counted(Shape.of(shape)), List.of(KEY));
    assertThat(new String(document, StandardCharsets.UTF_8))
        .isEqualTo("{\"c=1\":{\"x\":" + expected + "}}");
  }
}
