package io.hypertile.hdf5.filter;

import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.CodecScratch;
import io.hypertile.codec.UnsupportedCodingException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filters of a dataset in the order in which they encode. Immutable and thread-safe. A pipeline
 * may hold filters that this build does not have; it is refused when it is used.
 */
public final class FilterPipeline {
  /** No filters: chunks are stored as they are. */
  public static final FilterPipeline NONE = new FilterPipeline(List.of());

  /** Filter masks have 32 bits. */
  private static final int MOST_FILTERS = 32;

  private final List<StoredFilter> filters;

  private FilterPipeline(List<StoredFilter> filters) {
    this.filters = filters;
  }

  /** One step of a pipeline. */
  private record Stage(StoredFilter filter, Codec kernel) {}

  /**
   * An encoded chunk.
   *
   * @param bytes the stored bytes; in the target or in the scratch, valid until either is used
   *     again
   * @param filterMask bit i set when filter i was left out
   */
  public record FilteredChunk(MemorySegment bytes, int filterMask) {}

  /**
   * A pipeline of these filters.
   *
   * @throws IllegalArgumentException if there are more than 32
   */
  public static FilterPipeline of(List<StoredFilter> filters) {
    if (filters.size() > MOST_FILTERS) {
      throw new IllegalArgumentException("more than " + MOST_FILTERS + " filters");
    }
    return filters.isEmpty() ? NONE : new FilterPipeline(List.copyOf(filters));
  }

  /** The filters in the order in which they encode. */
  public List<StoredFilter> filters() {
    return filters;
  }

  /** Whether chunks are stored as they are. */
  public boolean isEmpty() {
    return filters.isEmpty();
  }

  /**
   * Throws unless every filter can be used.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} naming the filter
   */
  public void requireSupported() {
    filters.forEach(Hdf5Filters::require);
  }

  /** The most bytes that a chunk of as many bytes can be stored in. */
  public long largestEncoded(long chunkBytes) {
    long size = chunkBytes;
    for (StoredFilter filter : filters) {
      Optional<Codec> kernel = encoder(filter);
      size = kernel.isPresent() ? Math.max(size, kernel.get().largestEncoded(size)) : size;
    }
    return size;
  }

  /**
   * Decodes a stored chunk.
   *
   * @param stored the stored bytes
   * @param filterMask bit i set when filter i was left out for this chunk
   * @param chunk gets the chunk's bytes, and has exactly as many
   * @throws CodecException if the bytes are malformed or do not give the chunk's size
   */
  public void decode(
      MemorySegment stored, int filterMask, MemorySegment chunk, CodecScratch scratch)
      throws CodecException {
    List<Stage> stages = stages(filterMask);
    long[] room = room(stages, chunk.byteSize());
    MemorySegment bytes = stored;
    for (int i = stages.size() - 1; i >= 0; i--) {
      Stage stage = stages.get(i);
      MemorySegment target = i == 0 ? chunk : scratch.buffer(i & 1, room[i]);
      bytes = target.asSlice(0, decode(stage, bytes, target));
    }
    if (bytes.byteSize() != chunk.byteSize()) {
      throw new CodecException(
          "the chunk has " + bytes.byteSize() + " bytes for " + chunk.byteSize());
    }
    if (stages.isEmpty()) {
      chunk.copyFrom(stored);
    }
  }

  private static long decode(Stage stage, MemorySegment bytes, MemorySegment target)
      throws CodecException {
    try {
      return stage.kernel().decode(bytes, target);
    } catch (UnsupportedCodingException e) {
      throw Hdf5Filters.unsupported(stage.filter(), e);
    }
  }

  /**
   * Encodes a chunk. A filter whose parameters no encoder takes, or that makes the chunk no
   * smaller, is left out.
   *
   * @param chunk the chunk's bytes
   */
  public FilteredChunk encode(MemorySegment chunk, CodecScratch scratch) {
    MemorySegment bytes = chunk;
    int mask = 0;
    int which = 0;
    for (int i = 0; i < filters.size(); i++) {
      Optional<Codec> kernel = encoder(filters.get(i));
      if (kernel.isEmpty()) {
        mask |= 1 << i;
        continue;
      }
      long most = kernel.get().largestEncoded(bytes.byteSize());
      MemorySegment target = scratch.buffer(which, most);
      long size = kernel.get().encode(bytes, target);
      if (size < 0) {
        mask |= 1 << i;
      } else {
        bytes = target.asSlice(0, size);
        which ^= 1;
      }
    }
    return new FilteredChunk(bytes, mask);
  }

  private static Optional<Codec> encoder(StoredFilter filter) {
    try {
      return Optional.of(Hdf5Filters.require(filter).kernel(filter));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<Stage> stages(int filterMask) throws CodecException {
    List<Stage> stages = new ArrayList<>(filters.size());
    for (int i = 0; i < filters.size(); i++) {
      StoredFilter filter = filters.get(i);
      if ((filterMask >>> i & 1) == 0) {
        stages.add(stage(filter));
      }
    }
    return stages;
  }

  private static Stage stage(StoredFilter filter) throws CodecException {
    try {
      return new Stage(filter, Hdf5Filters.require(filter).kernel(filter));
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The most bytes there can be in front of each stage: what bounds a hostile stream. */
  private static long[] room(List<Stage> stages, long chunkBytes) {
    long[] room = new long[stages.size()];
    long size = chunkBytes;
    for (int i = 0; i < room.length; i++) {
      room[i] = size;
      size = stages.get(i).kernel().largestEncoded(size);
    }
    return room;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FilterPipeline pipeline && filters.equals(pipeline.filters);
  }

  @Override
  public int hashCode() {
    return filters.hashCode();
  }

  @Override
  public String toString() {
    return filters.toString();
  }
}
