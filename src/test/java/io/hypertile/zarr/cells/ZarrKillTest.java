package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import io.hypertile.zarr.NodeDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are killed while they write: the array has one write or the next, all of it. */
@Timeout(300)
class ZarrKillTest {
  private static final StorePrefix PLACE = new StorePrefix("a");
  private static final Shape SHAPE = Shape.of(40, 40);
  private static final int KILLS = 4;

  @TempDir private Path root;
  @TempDir private Path output;

  /** An array below a root. */
  private record Opened(Journal journal, CodecPool pool, ZarrArrays arrays)
      implements AutoCloseable {
    private static Opened at(Path root) {
      Journal journal = Journal.open(root, JournalSettings.standard());
      LocalStore store = new LocalStore("test", journal, RootPath.of("lake"));
      CodecPool pool = ZarrStores.pool();
      ZarrArrays arrays =
          new ZarrArrays(
              store.revisions(),
              pool,
              ReadAhead.LOCAL,
              () -> journal.temporary(".cells").resolve(root));
      return new Opened(journal, pool, arrays);
    }

    private void write(byte value) {
      byte[] cells = new byte[(int) SHAPE.cells()];
      Arrays.fill(cells, value);
      ByteBuffer bytes = ByteBuffer.wrap(cells);
      CellSource source =
          target -> {
            int count = Math.min(bytes.remaining(), target.remaining());
            target.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            return count == 0 ? -1 : count;
          };
      try (ZarrArray array = arrays.find(PLACE)) {
        array.write(Region.whole(SHAPE), source, Precondition.NONE);
      }
    }

    @Override
    public void close() {
      pool.close();
      journal.close();
    }
  }

  /** Writes one value after the other until it is killed, and says each that is durable. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      try (Opened opened = Opened.at(Path.of(arguments[0]))) {
        for (int value = Integer.parseInt(arguments[1]); ; value = value % 100 + 1) {
          opened.write((byte) value);
          System.out.println(value);
        }
      }
    }
  }

  @Test
  void writesThatWereAnsweredAreThereAndNoneIsTorn() throws Exception {
    try (Opened opened = Opened.at(root)) {
      String document =
          """
          {"zarr_format": 3, "node_type": "array", "shape": [40, 40], "data_type": "uint8",
           "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [10, 10]}},
           "chunk_key_encoding": {"name": "default"}, "fill_value": 0,
           "codecs": [{"name": "bytes"}, {"name": "crc32c"}]}
          """;
      opened.arrays.create(
          PLACE, NodeDocument.parse("test", document.getBytes(StandardCharsets.UTF_8)));
      opened.write((byte) 1);
    }
    Random random = TestSeed.random();
    int last = 1;
    for (int kill = 0; kill < KILLS; kill++) {
      int answered = killedAfter(last, random.nextInt(12), random.nextInt(8_000_000));
      byte[] cells = read();
      assertThat(cells).containsOnly(cells[0]);
      // The write after the last answer may have been made.
      assertThat((int) cells[0]).isIn(answered, answered % 100 + 1);
      last = cells[0];
    }
  }

  /** The last value that a program said before it was killed. */
  private int killedAfter(int first, int answers, int nanos)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(root.toString(), Integer.toString(first % 100 + 1));
    List<String> said = KilledProgram.lines(Writer.class, arguments, output, answers, nanos);
    return Integer.parseInt(said.getLast());
  }

  private byte[] read() {
    try (Opened opened = Opened.at(root);
        ZarrCells cells = opened.arrays.cells(PLACE)) {
      return ZarrStores.read(cells, Region.whole(cells.shape()));
    }
  }
}
