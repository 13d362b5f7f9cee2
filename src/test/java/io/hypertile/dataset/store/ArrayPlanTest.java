package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.ndarray.Region;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrForm;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArrayPlanTest {
  private static ArrayPlan plan(int array, String chunk) {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [1000, 4], "data_type": "int32",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": %s}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 0,
         "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}]}
        """
            .formatted(chunk);
    ArrayDocument document =
        (ArrayDocument) NodeDocument.parse("a", text.getBytes(StandardCharsets.UTF_8));
    return new ArrayPlan(array, ZarrForm.of("a", document));
  }

  private static ItemValue.Place place(long offset, long length) {
    return new ItemValue.Place(1, offset, length, 0, null);
  }

  @Test
  void keysAreThoseOfTheirChunksBeyondTheNumberThatIsKept() {
    ArrayPlan plan = plan(1, "[1, 4]");
    assertThat(plan.isOfOneChunk()).isFalse();
    for (int round = 0; round < 2; round++) {
      for (int chunk = 0; chunk < 1_000; chunk++) {
        Region region = Region.of(new long[] {chunk, 0}, new long[] {chunk + 1, 4});
        byte[] key = plan.key(chunk, region);
        assertThat(new String(key, StandardCharsets.UTF_8)).endsWith("c/" + chunk + "/0");
      }
    }
    assertThat(plan(1, "[1000, 4]").isOfOneChunk()).isTrue();
  }

  @Test
  void plansAreBoundedByTheBytesOfTheirDocuments() {
    ArrayPlan.Memory memory = new ArrayPlan.Memory(3_000);
    ArrayPlan one = plan(1, "[1000, 4]");
    for (int offset = 0; offset < 3; offset++) {
      memory.keep("s", place(offset, 1_000), one);
    }
    assertThat(memory.find("s", place(0, 1_000), 1)).isSameAs(one);
    assertThat(memory.find("s", place(0, 1_000), 2)).isNull();
    assertThat(memory.find("t", place(0, 1_000), 1)).isNull();
    memory.keep("s", place(3, 1_000), one);

    assertThat(memory.bytes()).isEqualTo(3_000);
    assertThat(memory.find("s", place(1, 1_000), 1)).isNull();
    assertThat(memory.find("s", place(0, 1_000), 1)).isSameAs(one);
    memory.keep("s", place(4, 1 << 20), one);
    assertThat(memory.find("s", place(4, 1 << 20), 1)).isNull();
  }
}
