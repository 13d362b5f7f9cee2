package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.layer.FlakyStore.Fault;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers of several servers that all change one array, each a chunk of its own or cells of one
 * chunk that all share, in a store of which every call takes 10 ms.
 */
public final class HotArrayBenchmark {
  private static final long CALL = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long TIME = TimeUnit.SECONDS.toNanos(4);
  private static final int CHUNK = 64;
  private static final int WRITERS = 64;

  private HotArrayBenchmark() {}

  /**
   * Prints writes in a second.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws Exception {
    for (int servers : new int[] {1, 2, 3}) {
      for (int writers : new int[] {1, 4, 16}) {
        print(servers, writers, CHUNK);
      }
      print(servers, 4, 1);
    }
  }

  /**
   * Writes for a while.
   *
   * @param writers threads of each server
   * @param step distance of the cells that writers have, that of chunks at most
   */
  private static void print(int servers, int writers, int step) throws Exception {
    try (MemoryStore memory = new MemoryStore("bench");
        CodecPool pool = ZarrStores.pool();
        ExecutorService threads = Executors.newCachedThreadPool()) {
      StorePrefix place = new StorePrefix("hot");
      String document =
          """
          {"zarr_format": 3, "node_type": "array", "shape": [%d], "data_type": "int8",
           "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [%d]}},
           "chunk_key_encoding": {"name": "default"}, "fill_value": 0,
           "codecs": [{"name": "bytes"}]}
          """
              .formatted(CHUNK * WRITERS, CHUNK);
      List<ZarrArrays> all = new ArrayList<>();
      for (int server = 0; server < servers; server++) {
        FlakyStore slow = new FlakyStore(memory);
        slow.faults(() -> {
          LockSupport.parkNanos(CALL);
          return Fault.NONE;
        });
        all.add(
            new ZarrArrays(
                new CommittedRevisions(slow, true),
                pool,
                ZarrArrays.FAR_AWAY,
                () -> Path.of("unused")));
      }
      all.getFirst()
          .create(place, NodeDocument.parse("bench", document.getBytes(StandardCharsets.UTF_8)));
      long stop = System.nanoTime() + TIME;
      List<Future<Long>> made = new ArrayList<>();
      for (int server = 0; server < servers; server++) {
        for (int writer = 0; writer < writers; writer++) {
          ZarrArrays arrays = all.get(server);
          long start = (server * (long) writers + writer) * step;
          Region box = Region.at(new long[] {start}, Shape.of(step));
          made.add(threads.submit(() -> write(arrays, place, box, stop)));
        }
      }
      long writes = 0;
      for (Future<Long> each : made) {
        writes += each.get();
      }
      System.out.printf(
          "%d servers, %2d writers each, %s: %.1f writes/s%n",
          servers, writers, step == CHUNK ? "own chunks" : "one chunk", writes * 1e9 / TIME);
    }
  }

  private static long write(ZarrArrays arrays, StorePrefix place, Region box, long stop) {
    long writes = 0;
    while (System.nanoTime() < stop) {
      byte value = (byte) (writes % 100 + 1);
      long[] left = {box.cells()};
      CellSource source =
          target -> {
            int count = (int) Math.min(left[0], target.remaining());
            for (int cell = 0; cell < count; cell++) {
              target.put(value);
            }
            left[0] -= count;
            return count == 0 ? -1 : count;
          };
      Version version = arrays.write(place, box, source, Precondition.NONE);
      if (version.text().isEmpty()) {
        throw new IllegalStateException("no version");
      }
      writes++;
    }
    return writes;
  }
}
