package io.hypertile.reduction;

import io.hypertile.AlternatingCalls;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The mean of 100 MB along the first axis and along the last, of cells in memory and of cells that
 * are read from a file slab by slab, as the server reads them; in turns with one plain pass over
 * the same cells in memory, which adds them up without a look at nulls or rounding, and with
 * reading them from the file; on one thread. Arguments are types of cells, each best measured in a
 * process of its own.
 */
public final class ReductionBenchmark {
  private static final Shape SHAPE = Shape.of(24, 181, 2880);
  private static final int SLAB = 1 << 20;
  private static final int TALL = 4 << 20;
  private static final int RUN = 128 << 10;

  /** Memory that is used again, as the server's is. */
  private static final MemorySegment STATE = Arena.global().allocate(32 << 20, 64);

  private static final MemorySegment RESULTS = Arena.global().allocate(32 << 20, 64);

  private ReductionBenchmark() {}

  /** Prints milliseconds. */
  public static void main(String[] arguments) throws Exception {
    List<DType> types =
        arguments.length == 0
            ? List.of(DType.FLOAT64, DType.FLOAT32, DType.INT16)
            : Arrays.stream(arguments).map(DType::valueOf).toList();
    for (DType dtype : types) {
      try (Arena arena = Arena.ofConfined()) {
        measure(dtype, arena);
      }
    }
  }

  private static Reduction mean(DType dtype, int reduced) {
    List<Reduction.Along> along = new ArrayList<>();
    for (int axis = 0; axis < SHAPE.rank(); axis++) {
      long length = SHAPE.length(axis);
      along.add(new Reduction.Along(length, axis == reduced ? length : 1, axis == reduced));
    }
    return new Reduction(Operation.MEAN, 0, dtype, Selection.whole(SHAPE), along);
  }

  private static void measure(DType dtype, Arena arena) throws Exception {
    MemorySegment cells = arena.allocate(SHAPE.cells() * dtype.size(), 64);
    for (long cell = 0; cell < SHAPE.cells(); cell++) {
      double value = Math.round(1000 * Math.sin(cell / 976.0)) / 10.0;
      switch (dtype) {
        case FLOAT64 -> cells.setAtIndex(ValueLayout.JAVA_DOUBLE, cell, value);
        case FLOAT32 -> cells.setAtIndex(ValueLayout.JAVA_FLOAT, cell, (float) value);
        default -> cells.setAtIndex(ValueLayout.JAVA_SHORT, cell, (short) value);
      }
    }
    Path file = Files.createTempFile(Path.of(System.getProperty("root", "target")), "cells", "");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      channel.write(cells.asByteBuffer());
      MemorySegment slab = arena.allocate(SLAB, 64);
      MemorySegment tall = arena.allocate(TALL, 64);
      double[] sums = new double[(int) (SHAPE.cells() / SHAPE.length(0))];
      AlternatingCalls turns =
          new AlternatingCalls(10, 40)
              .add("read", () -> read(channel, slab))
              .add("pass", () -> pass(dtype, cells, sums))
              .add("mean, first axis", () -> foldColumns(dtype, cells))
              .add("mean, last axis", () -> fold(mean(dtype, 2), cells))
              .add("read, first axis", () -> readAndFoldColumns(dtype, channel, tall))
              .add("read, last axis", () -> readAndFold(mean(dtype, 2), channel, slab))
              .run();
      System.out.println(dtype + ", " + cells.byteSize() / 1_000_000 + " MB");
      turns.print("read");
      turns.print("pass");
      for (String call : List.of("mean, first axis", "mean, last axis")) {
        turns.print(call, "pass");
      }
      for (String call : List.of("read, first axis", "read, last axis")) {
        turns.print(call);
        System.out.printf(
            "  of reading and the pass: least %.2f, median %.2f%n",
            turns.least(call) / (turns.least("read") + turns.least("pass")),
            turns.median(call) / (turns.median("read") + turns.median("pass")));
      }
    }
  }

  private static void read(FileChannel channel, MemorySegment slab) throws Exception {
    for (long at = 0; at < channel.size(); ) {
      at += channel.read(slab.asByteBuffer(), at);
    }
  }

  private static void pass(DType dtype, MemorySegment cells, double[] sums) {
    int results = sums.length;
    for (long row = 0; row < SHAPE.length(0); row++) {
      long first = row * results;
      switch (dtype) {
        case FLOAT64 -> {
          for (int i = 0; i < results; i++) {
            sums[i] += cells.getAtIndex(ValueLayout.JAVA_DOUBLE, first + i);
          }
        }
        case FLOAT32 -> {
          for (int i = 0; i < results; i++) {
            sums[i] += cells.getAtIndex(ValueLayout.JAVA_FLOAT, first + i);
          }
        }
        default -> {
          for (int i = 0; i < results; i++) {
            sums[i] += cells.getAtIndex(ValueLayout.JAVA_SHORT, first + i);
          }
        }
      }
    }
  }

  private static Fold fold(Reduction reduction) {
    MemorySegment memory = STATE.asSlice(0, reduction.stateBytes() * reduction.results());
    return new Fold(reduction, Optional.empty(), memory);
  }

  private static void fold(Reduction reduction, MemorySegment cells) {
    Fold fold = fold(reduction);
    for (long at = 0; at < cells.byteSize(); at += SLAB) {
      fold.take(cells.asSlice(at, Math.min(SLAB, cells.byteSize() - at)));
    }
    finish(fold, reduction);
  }

  private static void readAndFold(Reduction reduction, FileChannel channel, MemorySegment slab)
      throws Exception {
    Fold fold = fold(reduction);
    for (long at = 0; at < channel.size(); ) {
      int count = channel.read(slab.asByteBuffer(), at);
      fold.take(slab.asSlice(0, count));
      at += count;
    }
    finish(fold, reduction);
  }

  /** All results in one fold, whose cells come in one piece. */
  private static void foldColumns(DType dtype, MemorySegment cells) {
    Reduction reduction = mean(dtype, 0);
    Fold fold = fold(reduction);
    fold.take(cells);
    finish(fold, reduction);
  }

  /** A run of neighbouring results after the other, each in a fold of its own. */
  private static void readAndFoldColumns(DType dtype, FileChannel channel, MemorySegment slab)
      throws Exception {
    long row = SHAPE.cells() / SHAPE.length(0) * dtype.size();
    for (long first = 0; first < row; first += RUN) {
      long run = Math.min(RUN, row - first);
      Reduction part =
          Reduction.of(
              Operation.MEAN,
              dtype,
              List.of(
                  new Reduction.Along(SHAPE.length(0), SHAPE.length(0), true),
                  new Reduction.Along(run / dtype.size(), 1, false)));
      Fold fold = fold(part);
      long rows = TALL / run;
      for (long begin = 0; begin < SHAPE.length(0); begin += rows) {
        long count = Math.min(rows, SHAPE.length(0) - begin);
        for (long n = 0; n < count; n++) {
          ByteBuffer target = slab.asSlice(n * run, run).asByteBuffer();
          while (target.hasRemaining()) {
            channel.read(target, (begin + n) * row + first + target.position());
          }
        }
        fold.take(slab.asSlice(0, count * run));
      }
      finish(fold, part);
    }
  }

  private static void finish(Fold fold, Reduction reduction) {
    fold.results(RESULTS.asSlice(0, reduction.results() * reduction.resultType().size()));
  }
}
