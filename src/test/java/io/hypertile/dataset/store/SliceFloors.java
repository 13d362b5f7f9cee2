package io.hypertile.dataset.store;

import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.HelpedWork;
import io.hypertile.codec.CodecException;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.zarr.codec.ChainSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What reading boxes cannot do without: reading the stored bytes of their chunks, and decoding them
 * from memory, each on all threads of the pool. For one thread.
 */
final class SliceFloors implements AutoCloseable {
  private static final int JOBS = 32;

  private final Arena arena = Arena.ofShared();
  private final CodecPool pool;
  private final StateObjects objects;
  private final List<Part> parts = new ArrayList<>();

  private record Part(List<ChunkJob> jobs, MemorySegment stored, MemorySegment room) {
    long from() {
      return jobs.getFirst().from();
    }
  }

  /** Reads the chunks of boxes once, which all lie in one segment. */
  SliceFloors(CodecPool pool, SegmentState state, List<ArrayBox> boxes) {
    this.pool = pool;
    this.objects = new StateObjects(state.snapshot());
    BoxPlan plan = new BoxPlan(state.snapshot(), BoxPlan.Known.ofHeap());
    boxes.forEach(plan::add);
    List<ChunkJob> jobs = plan.jobs();
    jobs.sort(Comparator.comparingLong(ChunkJob::from));
    for (int start = 0; start < jobs.size(); start += JOBS) {
      List<ChunkJob> some = jobs.subList(start, Math.min(start + JOBS, jobs.size()));
      MemorySegment stored = arena.allocate(some.getLast().to() - some.getFirst().from(), 64);
      parts.add(new Part(some, stored, arena.allocate(some.getFirst().chunkBytes(), 64)));
    }
    fetch();
  }

  /** Reads all stored bytes. */
  void fetch() {
    new HelpedWork(
            pool,
            parts.size(),
            number -> {
              Part part = parts.get(number);
              ByteRange.Span span = new ByteRange.Span(part.from(), part.stored.byteSize());
              objects.readSegment(
                  part.jobs.getFirst().place().segment(), List.of(new Piece(span, part.stored)));
            })
        .run();
  }

  /** Decodes what was read, as far as the boxes want it. */
  void decode() {
    new HelpedWork(pool, parts.size(), number -> decode(parts.get(number))).run();
  }

  private void decode(Part part) {
    try (ChainSpace space = new ChainSpace(pool.memory())) {
      for (ChunkJob job : part.jobs) {
        MemorySegment stored = part.stored.asSlice(job.from() - part.from(), job.to() - job.from());
        if (job.form().chunkChain().isPlain()) {
          job.copyRows(stored);
          continue;
        }
        job.form()
            .chunkChain()
            .decodePart(
                stored, CellBlock.of(part.room), job.wantedBytes(), job.form().fill(), space);
      }
    } catch (CodecException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
