package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.Region;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Encodes rows of chunks, one while the next is taken in. Where there is no memory for two, one is
 * done with before the next is begun: nobody waits for memory while holding what others wait for.
 * For one thread; must be closed.
 */
final class RowEncoding implements AutoCloseable {
  private final ArrayCommit commit;
  private final BodyCells body;
  private final MemoryShare memory;
  private final ScratchFiles scratch;
  private final ObjectEncoding encoding;
  private BodyCells.@Nullable Taken before;

  RowEncoding(ArrayCommit commit, BodyCells body, MemoryShare memory, ScratchFiles scratch) {
    this.commit = commit;
    this.body = body;
    this.memory = memory;
    this.scratch = scratch;
    this.encoding = commit.encoding();
  }

  /**
   * Takes in the cells of a row and begins to encode it.
   *
   * @param row a box of whole chunks
   * @param source makes a source of the row's cells
   */
  void add(Region row, Function<Overlay, NewCells> source) throws IOException {
    BodyCells.Taken taken = take(row.cells());
    boolean isAdded = false;
    try {
      NewCells cells = source.apply(new Overlay.Cells(row, taken.cells()));
      long first = encoding.count();
      for (Region region : commit.chunks(row, row::contains)) {
        encoding.add(region, cells);
      }
      encoding.storeBefore(first);
      isAdded = true;
    } finally {
      if (!isAdded) {
        giveUp(taken);
      }
    }
    freeBefore();
    before = taken;
  }

  private BodyCells.Taken take(long cells) throws IOException {
    Optional<BodyCells.Taken> taken = body.tryTake(cells, memory);
    if (taken.isPresent()) {
      return taken.get();
    }
    finish();
    return body.take(cells, memory, scratch);
  }

  /** The cells are in use until all that was begun has ended. */
  private void giveUp(BodyCells.Taken taken) {
    encoding.close();
    taken.close();
  }

  /** Waits until all rows are encoded. */
  void finish() throws IOException {
    encoding.storeAll();
    freeBefore();
  }

  private void freeBefore() {
    BodyCells.Taken done = before;
    before = null;
    if (done != null) {
      done.close();
    }
  }

  @Override
  public void close() {
    encoding.close();
    freeBefore();
  }
}
