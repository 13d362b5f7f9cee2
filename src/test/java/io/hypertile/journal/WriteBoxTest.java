package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteBoxTest {
  private static final RootPath FILE = new RootPath("array.bin");

  @TempDir Path root;

  private Journal open() {
    return Journal.open(root, JournalSettings.standard(), new UnforcedDisk());
  }

  /** Every cell of the file against its position, computed without runs. */
  private void writeAndCheck(Random random, int[] lengths, int cellSize, int existing)
      throws IOException {
    int rank = lengths.length;
    long[] shape = new long[rank];
    long[] start = new long[rank];
    long[] stop = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      shape[axis] = lengths[axis];
      start[axis] = random.nextInt(lengths[axis]);
      stop[axis] = start[axis] + 1 + random.nextInt((int) (lengths[axis] - start[axis]));
    }
    Region region = Region.of(start, stop);
    byte[] cells = new byte[(int) region.cells() * cellSize];
    random.nextBytes(cells);
    byte[] before = new byte[existing];
    random.nextBytes(before);
    Files.write(FILE.resolve(root), before);
    int position = random.nextInt(5000);
    try (Journal journal = open();
        Staging staging = journal.stage()) {
      staging.append(ByteBuffer.wrap(cells));
      Payload payload = random.nextBoolean() ? Payload.of(cells) : staging.payload();
      journal.commit(
          Transaction.of(
              new Change.WriteBox(
                  FILE,
                  new Change.BoxTarget(position, Shape.of(shape), region, cellSize),
                  payload)));
    }
    byte[] after = Files.readAllBytes(FILE.resolve(root));
    int boxCell = 0;
    byte[] wanted = java.util.Arrays.copyOf(before, after.length);
    for (long cell = 0; cell < Shape.of(shape).cells(); cell++) {
      long rest = cell;
      boolean inside = true;
      for (int axis = rank - 1; axis >= 0; axis--) {
        long at = rest % shape[axis];
        rest /= shape[axis];
        inside &= at >= start[axis] && at < stop[axis];
      }
      if (inside) {
        System.arraycopy(
            cells, boxCell++ * cellSize, wanted, (int) (position + cell * cellSize), cellSize);
      }
    }
    assertThat(after.length).isGreaterThanOrEqualTo(existing);
    assertThat(after).as("%s in %s", region, Shape.of(shape)).isEqualTo(wanted);
  }

  @RepeatedTest(40)
  void writeBoxPutsEveryCellInItsPlace() throws IOException {
    Random random = TestSeed.random();
    int rank = 1 + random.nextInt(4);
    int[] lengths = new int[rank];
    int most = new int[] {400_000, 700, 80, 28}[rank - 1];
    for (int axis = 0; axis < rank; axis++) {
      lengths[axis] = 1 + random.nextInt(most);
    }
    int cellSize = new int[] {1, 2, 4, 8, 16, 32}[random.nextInt(6)];
    writeAndCheck(random, lengths, cellSize, random.nextInt(100_000));
  }

  @Test
  void writeBoxOfAMillionRunsIsGathered() throws IOException {
    Shape shape = Shape.of(1_500_000, 5);
    Region region = Region.of(new long[] {0, 1}, new long[] {1_500_000, 3});
    int[] writes = new int[1];
    UnforcedDisk disk =
        new UnforcedDisk() {
          @Override
          void before(String operation, Path path) {
            writes[0] += operation.equals("write") && path.endsWith("array.bin") ? 1 : 0;
          }
        };
    try (Journal journal = Journal.open(root, JournalSettings.standard(), disk);
        Staging staging = journal.stage()) {
      ByteBuffer part = ByteBuffer.allocate(1_500_000 * 16 / 100);
      for (int i = 0; i < 100; i++) {
        for (int at = 0; at < part.capacity(); at++) {
          part.put(at, (byte) 1);
        }
        staging.append(part.clear());
      }
      journal.commit(
          Transaction.of(
              new Change.WriteBox(
                  FILE, new Change.BoxTarget(0, shape, region, 8), staging.payload())));
    }
    assertThat(writes[0]).isLessThan(500);
    byte[] found = Files.readAllBytes(FILE.resolve(root));
    long ones = 0;
    for (int at = 0; at < found.length; at++) {
      boolean inside = at % 40 >= 8 && at % 40 < 24;
      ones += found[at] == (inside ? 1 : 0) ? 0 : 1;
    }
    assertThat(ones).as("wrong bytes").isZero();
  }

  @Test
  void boxThatDoesNotFitThrows() {
    Shape shape = Shape.of(4, 4);
    Region outside = Region.of(new long[] {0, 0}, new long[] {4, 5});
    Region whole = Region.whole(shape);
    assertThatThrownBy(() -> new Change.BoxTarget(0, shape, outside, 8))
        .isInstanceOf(IllegalArgumentException.class);
    Change.BoxTarget target = new Change.BoxTarget(0, shape, whole, 8);
    assertThatThrownBy(() -> new Change.WriteBox(FILE, target, Payload.of(new byte[100])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
