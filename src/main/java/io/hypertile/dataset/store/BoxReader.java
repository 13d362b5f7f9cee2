package io.hypertile.dataset.store;

import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.HelpedWork;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.WantedBytes;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.codec.ChainSpace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads boxes of many arrays of a state at once: chunks in the order in which they lie in the
 * segments, neighbours by one request, several requests at a time, each chunk decoded straight to
 * where its cells belong. Thread-safe.
 */
public final class BoxReader implements AutoCloseable {
  /** Stored bytes of a piece of work. */
  private static final long PART_BYTES = 1 << 20;

  private static final int PART_JOBS = 128;

  private static final long MOST_KEPT_BYTES = 1L << 30;

  private static final Comparator<ChunkJob> ORDER =
      Comparator.<ChunkJob>comparingInt(job -> job.place().segment())
          .thenComparingLong(ChunkJob::from);

  private final CodecPool pool;
  private final long gap;
  private final ChunkCache cache;
  private final BoxPlan.Known known = BoxPlan.Known.ofHeap();

  /**
   * A reader.
   *
   * @param pool decodes, and has the memory for that
   * @param gap bytes between two chunks that are rather read than asked for one by one
   * @param keptBytes decoded chunks that are kept for the next reads
   */
  public BoxReader(CodecPool pool, long gap, long keptBytes) {
    this.pool = pool;
    this.gap = gap;
    this.cache = new ChunkCache(pool.memory(), keptBytes);
  }

  /** A reader that keeps as many decoded chunks as leave memory for those that are at work. */
  public static BoxReader of(CodecPool pool, long gap) {
    long keptBytes = Math.min(MOST_KEPT_BYTES, pool.memory().guaranteed() / 8 * 5);
    return new BoxReader(pool, gap, keptBytes);
  }

  /**
   * Reads boxes.
   *
   * @param boxes whose targets do not overlap
   * @return boxes that were not read: of arrays whose chunks lie in shards, or whose cells have any
   *     length
   * @throws io.hypertile.error.ServiceException {@code dataset-not-found}, {@code array-not-found},
   *     {@code corrupt-data}
   */
  public List<ArrayBox> read(SegmentState state, List<ArrayBox> boxes) {
    BoxPlan plan = new BoxPlan(state.snapshot(), known);
    boxes.forEach(plan::add);
    List<ChunkJob> jobs = plan.jobs();
    jobs.sort(ORDER);
    List<List<ChunkJob>> parts = parts(jobs);
    if (!parts.isEmpty()) {
      StateObjects objects = new StateObjects(state.snapshot());
      new HelpedWork(pool, parts.size(), part -> read(objects, parts.get(part))).run();
    }
    return plan.others();
  }

  private static List<List<ChunkJob>> parts(List<ChunkJob> jobs) {
    List<List<ChunkJob>> parts = new ArrayList<>();
    int start = 0;
    while (start < jobs.size()) {
      int stop = start;
      long bytes = 0;
      int segment = jobs.get(start).place().segment();
      while (stop < jobs.size()
          && stop - start < PART_JOBS
          && bytes < PART_BYTES
          && jobs.get(stop).place().segment() == segment) {
        bytes += jobs.get(stop).to() - jobs.get(stop).from();
        stop++;
      }
      parts.add(jobs.subList(start, stop));
      start = stop;
    }
    return parts;
  }

  private void read(StateObjects objects, List<ChunkJob> jobs) {
    String segment = objects.state().segment(jobs.getFirst().place().segment()).id();
    List<ChunkJob> left = copyKept(segment, jobs);
    if (left.isEmpty()) {
      return;
    }
    long bytes = 0;
    List<ByteRange.Span> spans = spans(left);
    for (ByteRange.Span span : spans) {
      bytes += span.length();
    }
    try (NativeBuffer buffer = pool.memory().take(Math.max(1, bytes));
        ChainSpace space = new ChainSpace(pool.memory())) {
      fetch(objects, left.getFirst().place().segment(), spans, buffer.bytes());
      decode(objects, left, spans, buffer.bytes(), space);
    }
  }

  /** Copies cells that are kept; gives the jobs whose cells are not. */
  private List<ChunkJob> copyKept(String segment, List<ChunkJob> jobs) {
    List<ChunkCache.Place> places = jobs.stream().map(job -> job.keptAt(segment)).toList();
    List<ChunkJob> left = new ArrayList<>();
    List<ChunkCache.@Nullable Entry> kept = cache.findAll(places);
    try {
      for (int number = 0; number < jobs.size(); number++) {
        ChunkJob job = jobs.get(number);
        ChunkCache.Entry entry = kept.get(number);
        if (entry != null && entry.box().contains(job.wanted())) {
          job.copyBox(entry.cells(), entry.box());
        } else {
          left.add(job);
        }
      }
    } finally {
      cache.closeAll(kept);
    }
    return left;
  }

  /** Ranges to read, those that lie near each other as one. */
  private List<ByteRange.Span> spans(List<ChunkJob> jobs) {
    List<ByteRange.Span> spans = new ArrayList<>();
    long from = jobs.getFirst().from();
    long to = from;
    for (ChunkJob job : jobs) {
      if (job.from() > to + gap) {
        spans.add(new ByteRange.Span(from, to - from));
        from = job.from();
      }
      to = Math.max(to, job.to());
    }
    if (to > from) {
      spans.add(new ByteRange.Span(from, to - from));
    }
    return spans;
  }

  private static void fetch(
      StateObjects objects, int segment, List<ByteRange.Span> spans, MemorySegment buffer) {
    List<Piece> pieces = new ArrayList<>(spans.size());
    long at = 0;
    for (ByteRange.Span span : spans) {
      pieces.add(new Piece(span, buffer.asSlice(at, span.length())));
      at += span.length();
    }
    if (!pieces.isEmpty()) {
      objects.readSegment(segment, pieces);
    }
  }

  /** Stored bytes of a chunk, and memory to decode them with. */
  private record Encoded(MemorySegment stored, ChainSpace space) {}

  /**
   * Cuts chunks out of the bytes of all spans.
   *
   * @param buffer those bytes
   */
  private void decode(
      StateObjects objects,
      List<ChunkJob> jobs,
      List<ByteRange.Span> spans,
      MemorySegment buffer,
      ChainSpace space) {
    int span = 0;
    long at = 0;
    try (Decoding decoding = new Decoding(objects, jobs)) {
      for (ChunkJob job : jobs) {
        while (span < spans.size() && job.from() >= spans.get(span).stop()) {
          at += spans.get(span++).length();
        }
        long length = job.to() - job.from();
        MemorySegment stored =
            length == 0
                ? MemorySegment.NULL
                : buffer.asSlice(at + job.from() - spans.get(span).offset(), length);
        if (length == job.place().length()) {
          objects.requireSum(new StoreKey("chunk"), job.place(), stored);
        }
        decoding.decode(job, new Encoded(stored, space));
      }
    }
  }

  /** Decodes the chunks of a piece of work, and keeps their cells in one slab. For one thread. */
  private final class Decoding implements AutoCloseable {
    private final StateObjects objects;
    private final String segment;
    private final Set<ChunkJob> whole = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Optional<ChunkCache.Slab> slab;
    private @Nullable NativeBuffer scratch;

    Decoding(StateObjects objects, List<ChunkJob> jobs) {
      this.objects = objects;
      this.segment = objects.state().segment(jobs.getFirst().place().segment()).id();
      long bytes = 0;
      for (ChunkJob job : jobs) {
        if (!job.form().chunkChain().isPlain()) {
          // Of a chunk that is read for the second time, other parts are likely to be read as well.
          if (job.boxBytes() == job.chunkBytes() || cache.has(job.keptAt(segment))) {
            whole.add(job);
          }
          bytes += ChunkCache.roomOf(keptBytes(job));
        }
      }
      this.slab = cache.room(bytes);
    }

    private long keptBytes(ChunkJob job) {
      return whole.contains(job) ? job.chunkBytes() : job.boxBytes();
    }

    /** Decodes a chunk and copies its wanted cells. */
    void decode(ChunkJob job, Encoded encoded) {
      if (job.form().chunkChain().isPlain()) {
        job.copyRows(encoded.stored);
        return;
      }
      boolean isWhole = whole.contains(job);
      Optional<MemorySegment> room = slab.flatMap(each -> each.take(keptBytes(job)));
      MemorySegment cells = room.filter(each -> isWhole).orElseGet(() -> scratch(job.chunkBytes()));
      unpack(job, encoded, cells, isWhole ? WantedBytes.all(job.chunkBytes()) : job.wantedBytes());
      job.copy(cells);
      room.ifPresent(kept -> {
        if (!isWhole) {
          job.takeBox(cells, kept);
        }
        Region box = isWhole ? Region.whole(job.form().grid().chunkShape()) : job.wanted();
        cache.keep(job.keptAt(segment), slab.orElseThrow(), kept, box);
      });
    }

    private MemorySegment scratch(long size) {
      NativeBuffer room = scratch;
      if (room == null || room.bytes().byteSize() < size) {
        close(room);
        scratch = null;
        room = pool.memory().take(size);
        scratch = room;
      }
      return room.bytes().asSlice(0, size);
    }

    private static void close(@Nullable NativeBuffer buffer) {
      if (buffer != null) {
        buffer.close();
      }
    }

    private void unpack(ChunkJob job, Encoded encoded, MemorySegment cells, WantedBytes own) {
      try {
        job.form()
            .chunkChain()
            .decodePart(encoded.stored, CellBlock.of(cells), own, job.form().fill(), encoded.space);
      } catch (CodecException e) {
        throw objects.damaged(job.place(), e);
      }
    }

    @Override
    public void close() {
      close(scratch);
      slab.ifPresent(ChunkCache.Slab::close);
    }
  }

  /** Frees the chunks that are kept. */
  @Override
  public void close() {
    cache.close();
  }
}
