package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged chunks of texts are named corruption, and take no more memory than they have bytes. */
class HostileTextsTest {
  private static final StorePrefix PLACE = new StorePrefix("texts");
  private final CodecPool pool = ZarrStores.pool();
  private final MemoryStore store = new MemoryStore("test");
  private final ZarrArrays arrays =
      new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));

  @AfterEach
  void allMemoryComesBack() {
    store.close();
    assertThat(pool.memory().usedBytes()).isZero();
    pool.close();
  }

  private void put(String key, byte[] bytes) {
    store.put(PLACE.key(key), ObjectBody.of(bytes), Condition.ALWAYS);
  }

  private void putArray(String type, String codec) {
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [3], "data_type": "%s",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": "", "codecs": [%s]}
        """
            .formatted(type, codec);
    put("zarr.json", document.getBytes(StandardCharsets.UTF_8));
  }

  private List<byte[]> read(long start, long stop) {
    Region box = Region.of(new long[] {start}, new long[] {stop});
    try (ZarrArray array = arrays.find(PLACE);
        CellReader reader = array.open(box)) {
      return ZarrStores.readAnyLength(reader, box, pool);
    }
  }

  /** A chunk of a number of cells, of lengths that are given, and bytes behind them. */
  private static byte[] chunk(int count, Object... lengthsAndBytes) {
    ByteBuffer chunk = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN).putInt(count);
    for (Object part : lengthsAndBytes) {
      if (part instanceof Integer length) {
        chunk.putInt(length);
      } else {
        chunk.put(((String) part).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return Arrays.copyOf(chunk.array(), chunk.position());
  }

  private void assertCorrupt(byte[] chunk, String message) {
    put("c/0", chunk);
    for (long[] box : new long[][] {{0, 3}, {1, 2}}) {
      assertThatThrownBy(() -> read(box[0], box[1]))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
                assertThat(e.detail()).contains(message);
                assertThat(e.members().toString()).contains("texts/c/0");
              });
    }
  }

  @Test
  void lengthsThatDoNotAddUpAreCorruption() {
    putArray("string", "{\"name\": \"vlen-utf8\"}");
    put("c/0", chunk(4, 1, "a", 0, 2, "bc", 0));
    assertThat(read(0, 3)).extracting(String::new).containsExactly("a", "", "bc");
    assertCorrupt(new byte[0], "cells for 4");
    assertCorrupt(new byte[3], "cells for 4");
    assertCorrupt(chunk(3, 1, "a", 0, 2, "bc"), "3 cells for 4");
    assertCorrupt(chunk(-1, 1, "a", 0, 2, "bc", 0), "4294967295 cells for 4");
    assertCorrupt(chunk(4, 0, 0), "cells for 4");
    assertCorrupt(chunk(4, 1, "a", 0, 2, "bc", 1), "cut short");
    assertCorrupt(chunk(4, Integer.MAX_VALUE, "a", 0, 0, 0), "cut short");
    assertCorrupt(chunk(4, -1, "a", 0, 0, 0), "cut short");
    assertCorrupt(chunk(4, 1, "a", 0, 2, "bc", 0, "?"), "follow the last cell");
    assertCorrupt(chunk(4, 1, "a", 0, 2, "b\u00ff", 0), "no text in UTF-8");
    assertCorrupt(chunk(4, 1, "\u00c3", 0, 2, "\u00a4c", 0), "no text in UTF-8");
  }

  @Test
  void bytesNeedNotBeTexts() {
    putArray("variable_length_bytes", "{\"name\": \"vlen-bytes\"}");
    put("c/0", chunk(4, 1, "\u00ff", 0, 2, "\u00c3(", 0));
    assertThat(read(0, 3).getFirst()).containsExactly(0xff);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"vlen-utf8\"}",
        "{\"name\": \"vlen-utf8\"}, {\"name\": \"zstd\", \"configuration\": {\"level\": 1,"
            + " \"checksum\": false}}",
        "{\"name\": \"vlen-utf8\"}, {\"name\": \"gzip\", \"configuration\": {\"level\": 1}}"
      })
  void damagedChunksAreRefusedOrWithinBounds(String codecs) throws Exception {
    putArray("string", codecs);
    ZarrArrays own =
        new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));
    try (ZarrArray array = own.find(PLACE)) {
      byte[] cells = Arrays.copyOfRange(chunk(0, 3, "abc", 4, "defg", 1, "h"), 4, 24);
      array.write(
          Region.whole(Shape.of(3)), ZarrModel.source(cells), io.hypertile.array.Precondition.NONE);
    }
    byte[] good = store.load(PLACE.key("c/0"), 1_000).orElseThrow().bytes();
    Random random = TestSeed.random();
    int refused = 0;
    for (int round = 0; round < 400; round++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      put("c/0", random.nextInt(5) == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
      try {
        assertThat(read(0, 3)).hasSize(3);
      } catch (ServiceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
        refused++;
      }
      assertThat(pool.memory().usedBytes()).isZero();
    }
    assertThat(refused).isPositive();
  }
}
