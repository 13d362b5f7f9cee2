package io.hypertile.zarr.cells;

import io.hypertile.chunk.HelpedWork;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.WholeCells;
import io.hypertile.zarr.ChunkNotes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes new arrays of one small chunk each, many at a time: threads take several of them, so that
 * none of them waits for a thread by itself. Cells that come from a body are taken in one array
 * after the other; others are read by the threads that encode them. For one thread; must be closed.
 */
final class SmallArrays implements AutoCloseable {
  private static final long LARGEST = 8L << 20;
  private static final long MOST_BYTES = 24L << 20;

  /** Bytes of arrays that one thread takes at a time, unless one has more. */
  private static final long PART_BYTES = 1L << 20;

  private static final int MOST = 4_096;
  private static final int PART = 16;

  private final ZarrStates states;
  private final ScratchFiles scratch;
  private final List<Small> waiting = new ArrayList<>();
  private long bytes;

  /**
   * An array that waits.
   *
   * @param commit takes its chunk
   * @param cells closed when they are encoded, and given up
   */
  private record Small(ArrayCommit commit, ZarrForm form, NewCells cells) {
    long size() {
      return form.grid().shape().cells() * form.cellBytes();
    }
  }

  /**
   * Cells in memory.
   *
   * @param check comes before they are read
   */
  private record Lying(ZarrForm form, BodyCells.Taken taken, Runnable check) implements NewCells {
    @Override
    public void read(Region region, CellBlock target) {
      check.run();
      Region whole = Region.whole(form.grid().shape());
      new Overlay.Cells(whole, taken.cells()).put(region, target, form.cellBytes());
    }

    @Override
    public void close() {
      taken.close();
    }
  }

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

  /** Takes an array whose cells are read when it is encoded. */
  void add(ArrayCommit commit, ZarrForm form, NewCells cells) {
    waiting.add(new Small(commit, form, cells));
    if (waiting.size() == MOST) {
      finish();
    }
  }

  /** Takes an array whose cells lie where they can be read from when it is encoded. */
  void add(ArrayCommit commit, ZarrForm form, WholeCells lying) {
    BodyCells.Taken cells = new BodyCells.Taken(CellBlock.of(lying.cells()), () -> {});
    add(commit, form, new Lying(form, cells, lying.check()));
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
    waiting.add(new Small(commit, form, new Lying(form, taken.get(), () -> {})));
    bytes += size;
    body.requireEnd();
  }

  /** Encodes all that wait. */
  void finish() {
    try {
      // With a long one last, one thread would work on it alone.
      waiting.sort(Comparator.comparingLong(Small::size).reversed());
      List<List<Small>> parts = parts();
      if (parts.size() == 1) {
        encode(waiting);
      } else if (parts.size() > 1) {
        new HelpedWork(states.pool(), parts.size(), part -> encode(parts.get(part))).run();
      }
    } finally {
      close();
    }
  }

  /** Arrays that wait, in stretches that threads take. */
  private List<List<Small>> parts() {
    List<List<Small>> parts = new ArrayList<>();
    int first = 0;
    long own = 0;
    for (int i = 0; i < waiting.size(); i++) {
      own += waiting.get(i).size();
      if (own >= PART_BYTES || i + 1 - first == PART || i + 1 == waiting.size()) {
        parts.add(waiting.subList(first, i + 1));
        first = i + 1;
        own = 0;
      }
    }
    return parts;
  }

  private void encode(List<Small> arrays) {
    Map<ZarrForm, ObjectEncoder> encoders = new IdentityHashMap<>();
    try {
      for (Small array : arrays) {
        ZarrForm form = array.form;
        ObjectEncoder encoder =
            encoders.computeIfAbsent(
                form, same -> new ObjectEncoder(form, false, states.pool().memory()));
        try (NewCells cells = array.cells) {
          encode(array, cells, encoder);
        }
      }
    } finally {
      encoders.values().forEach(ObjectEncoder::close);
    }
  }

  private void encode(Small array, NewCells cells, ObjectEncoder encoder) {
    Region whole = Region.whole(array.form.grid().shape());
    if (cells.isKept(whole)) {
      array.commit.keep(whole.startArray());
      return;
    }
    Optional<ChunkNotes.Maker> notes = states.notes().of(array.form.document());
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
