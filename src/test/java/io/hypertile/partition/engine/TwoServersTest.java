package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers that change the same partitions of a store that they share: what results is one of
 * the orders of their changes, each over all its partitions.
 */
class TwoServersTest {
  private static final int CHANGES = 8;

  @TempDir private Path scratch;

  /** Rows of two partitions, whose numbers tell the server and the change. */
  private static InsertedRows rows(long number) {
    ByteBuffer cycle = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    cycle.putInt(1).putInt(2);
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    variables.put("cycle", PartitionFixture.variable(DType.INT32, List.of(2L), cycle.array()));
    variables.put("pass", PartitionFixture.variable(DType.INT32, List.of(2L), new byte[8]));
    byte[] numbers = PartitionFixture.longs(number, number);
    variables.put("n", PartitionFixture.variable(DType.INT64, List.of(2L), numbers));
    return new InsertedRows(variables);
  }

  @Test
  void insertsAndUpdatesOfTwoServersEndInOneOfTheirOrders() throws Exception {
    try (MemoryStore store = new MemoryStore("shared");
        CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64 << 20));
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      CrashPartitions.make(new CommittedRevisions(store, true));
      List<Future<?>> servers = new ArrayList<>();
      for (int server = 1; server <= 2; server++) {
        Partitions own = CrashPartitions.open(new CommittedRevisions(store, true), pool, scratch);
        long first = server * 100L;
        servers.add(
            threads.submit(() -> {
              for (int change = 0; change < CHANGES; change++) {
                own.insert(rows(first + change), InsertRule.of(new MergeStrategy.Concat()));
                own.update(Map.of("ssh", "ssh + 1"), key -> true, Precondition.NONE);
              }
            }));
      }
      for (Future<?> each : servers) {
        each.get();
      }
      Partitions other = CrashPartitions.open(new CommittedRevisions(store, true), pool, scratch);
      try (PartitionsState state = other.open()) {
        List<Long> one = numbers(state, 1, "n");
        assertThat(numbers(state, 2, "n")).isEqualTo(one);
        assertThat(numbers(state, 2, "ssh")).isEqualTo(numbers(state, 1, "ssh"));
        for (long server = 100; server <= 200; server += 100) {
          long from = server;
          assertThat(one.stream().filter(n -> n / 100 == from / 100).toList())
              .isEqualTo(
                  List.of(
                      from, from + 1, from + 2, from + 3, from + 4, from + 5, from + 6, from + 7));
        }
        requireUpdates(one, numbers(state, 1, "ssh"));
      }
    }
  }

  @Test
  void whatAServerRemembersOfPartitionsIsForgottenWhenAnotherChangesThem() throws Exception {
    try (MemoryStore store = new MemoryStore("shared");
        CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64 << 20))) {
      CrashPartitions.make(new CommittedRevisions(store, true));
      Partitions one = CrashPartitions.open(new CommittedRevisions(store, true), pool, scratch);
      Partitions two = CrashPartitions.open(new CommittedRevisions(store, true), pool, scratch);
      List<Long> expected = new ArrayList<>();
      for (long number = 1; number <= 6; number++) {
        Partitions writer = number % 2 == 0 ? one : two;
        if (number == 4) {
          writer.drop(key -> true, Precondition.NONE);
          expected.clear();
        }
        writer.insert(rows(number), InsertRule.of(new MergeStrategy.Concat()));
        expected.add(number);
        for (Partitions reader : List.of(one, two, one)) {
          try (PartitionsState state = reader.open()) {
            assertThat(numbers(state, 1, "n")).isEqualTo(expected);
            assertThat(numbers(state, 2, "n")).isEqualTo(expected);
          }
        }
      }
    }
  }

  /** A row was updated by its own server after it was inserted, and by the other after that. */
  private static void requireUpdates(List<Long> numbers, List<Long> ssh) {
    long before = 2L * CHANGES;
    for (int row = 0; row < numbers.size(); row++) {
      long updates = ssh.get(3 * row);
      long own = CHANGES - numbers.get(row) % 100;
      assertThat(updates).isBetween(own, before);
      before = updates;
    }
  }

  private static List<Long> numbers(PartitionsState state, int cycle, String path) {
    byte[] cells =
        PartitionFixture.cells(state, path, state.keys(key -> CrashPartitions.cycle(key) == cycle));
    LongBuffer longs = ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    List<Long> numbers = new ArrayList<>();
    while (longs.hasRemaining()) {
      numbers.add(longs.get());
    }
    return numbers;
  }
}
