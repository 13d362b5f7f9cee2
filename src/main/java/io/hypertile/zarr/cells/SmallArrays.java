package io.hypertile.zarr.cells;

import io.hypertile.chunk.HelpedWork;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.Region;
import io.hypertile.zarr.ChunkNotes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes new arrays of one small chunk each, many at a time: threads take several of them, so that
 * none of them waits for a thread by itself. Cells are taken in one array after the other. For one
 * thread; must be closed.
 */
final class SmallArrays implements AutoCloseable {
  private static final long LARGEST = 4L << 20;
  private static final long MOST_BYTES = 8L << 20;
  private static final int MOST = 512;
  private static final int PART = 16;

  private final ZarrStates states;
  private final ScratchFiles scratch;
  private final List<Small> waiting = new ArrayList<>();
  private long bytes;

  /**
   * An array whose cells were taken in.
   *
   * @param commit takes its chunk
   */
  private record Small(ArrayCommit commit, ZarrForm form, BodyCells.Taken cells) {}

  SmallArrays(ZarrStates states, ScratchFiles scratch) {
    this.states = states;
    this.scratch = scratch;
  }

  /** Whether an array is of one small chunk. */
  static boolean isSmall(ZarrForm form) {
    return !form.isAnyLength()
        && form.shards().isEmpty()
        && form.grid().counts().cells() == 1
        && form.grid().chunkShape().cells() <= LARGEST / form.cellBytes();
  }

  /** Takes in the cells of an array, which is encoded when there are enough of them. */
  void add(ArrayCommit commit, ZarrForm form, BodyCells body) throws IOException {
    long size = form.grid().shape().cells() * form.cellBytes();
    if (bytes + size > MOST_BYTES || waiting.size() == MOST) {
      finish();
    }
    MemoryShare memory = states.pool().memory();
    Optional<BodyCells.Taken> taken = body.tryTake(form.grid().shape().cells(), memory);
    if (taken.isEmpty()) {
      // Nobody waits for memory while holding what others wait for.
      finish();
      taken = Optional.of(body.take(form.grid().shape().cells(), memory, scratch));
    }
    waiting.add(new Small(commit, form, taken.get()));
    bytes += size;
    body.requireEnd();
  }

  /** Encodes all that wait. */
  void finish() {
    try {
      int parts = Math.ceilDiv(waiting.size(), PART);
      if (parts == 1) {
        encode(waiting);
      } else if (parts > 1) {
        new HelpedWork(
                states.pool(),
                parts,
                part ->
                    encode(
                        waiting.subList(part * PART, Math.min((part + 1) * PART, waiting.size()))))
            .run();
      }
    } finally {
      close();
    }
  }

  private void encode(List<Small> arrays) {
    Map<ZarrForm, ObjectEncoder> encoders = new IdentityHashMap<>();
    try {
      for (Small array : arrays) {
        ZarrForm form = array.form;
        ObjectEncoder encoder =
            encoders.computeIfAbsent(
                form, same -> new ObjectEncoder(form, false, states.pool().memory()));
        encode(array, encoder);
      }
    } finally {
      encoders.values().forEach(ObjectEncoder::close);
    }
  }

  private void encode(Small array, ObjectEncoder encoder) {
    ZarrForm form = array.form;
    Region whole = Region.whole(form.grid().shape());
    NewCells cells = ZarrChanges.alone(form, new Overlay.Cells(whole, array.cells.cells()));
    Optional<ChunkNotes.Maker> notes = states.notes().of(form.document());
    List<Optional<byte[]>> note = new ArrayList<>(1);
    var encoded = encoder.encode(whole, cells, notes, note::add);
    array.commit.put(
        whole.startArray(), encoded.bytes(), note.isEmpty() ? Optional.empty() : note.getFirst());
  }

  /** Frees the cells that wait. */
  @Override
  public void close() {
    waiting.forEach(array -> array.cells.close());
    waiting.clear();
    bytes = 0;
  }
}
