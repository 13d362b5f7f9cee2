package io.hypertile.zarr.codec;

import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.OverfullException;
import io.hypertile.ndarray.ByteSwap;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The codecs of an array in the order in which they encode: arrays to arrays, one from an array to
 * bytes, bytes to bytes. Cells in memory are in row-major order, numbers little-endian. Each stage
 * is bounded by what the stage before can have made of a chunk, so that hostile bytes take no more
 * memory than honest ones. Immutable and thread-safe.
 */
public final class CodecChain {
  private final int depth;
  private final ChunkForm form;
  private final Transposition axes;
  private final ZarrCodec.ArrayToBytes serializer;
  private final List<ZarrCodec.Packed> packers;

  CodecChain(
      int depth,
      ChunkForm form,
      Transposition axes,
      ZarrCodec.ArrayToBytes serializer,
      List<ZarrCodec.Packed> packers) {
    this.depth = depth;
    this.form = form;
    this.axes = axes;
    this.serializer = serializer;
    this.packers = List.copyOf(packers);
  }

  /**
   * The chain of an array's document.
   *
   * @param documents the codecs in the document's order
   * @param form chunks of the array; the lengths multiply to fewer than 2^31 bytes of cells, unless
   *     they are shards
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} with a {@code pointer} to
   *     the member at fault, if the codecs cannot follow each other or be so set; {@code
   *     unsupported-storage} if this build does not have one
   */
  public static CodecChain of(List<CodecDocument> documents, ChunkForm form) {
    return ChainParser.parse(documents, form);
  }

  int depth() {
    return depth;
  }

  /** Bytes of a cell of one size; 0 for cells of any length. */
  public int cellBytes() {
    return form.cell() instanceof CellForm.Fixed fixed ? fixed.bytes() : 0;
  }

  /** Shards that chunks are; empty if they hold their cells themselves. */
  public Optional<Sharding> sharding() {
    return serializer instanceof ZarrCodec.Sharded sharded
        ? Optional.of(sharded.sharding())
        : Optional.empty();
  }

  /**
   * Shards that chunks are, where the stored bytes are the shard and its chunks are boxes of the
   * cells: each can be read by itself.
   */
  public Optional<Sharding> rangedSharding() {
    return axes.isNone() && packers.isEmpty() ? sharding() : Optional.empty();
  }

  /** Shards that chunks are, where the stored bytes are the shard, whatever its axes' order. */
  public Optional<Sharding> storedSharding() {
    return packers.isEmpty() ? sharding() : Optional.empty();
  }

  /** Whether the stored bytes of a chunk are its cells as they are in memory. */
  public boolean isPlain() {
    return axes.isNone()
        && packers.isEmpty()
        && serializer instanceof ZarrCodec.Bytes bytes
        && (bytes.order() == ByteOrder.LITTLE_ENDIAN
            || form.cell() instanceof CellForm.Fixed fixed && fixed.numberBytes() == 1);
  }

  private long plainBytes() {
    return form.shape().cells() * cellBytes();
  }

  /** The most bytes in front of the codecs of bytes, for cells of one size. */
  private long mostSerialized() {
    return switch (serializer) {
      case ZarrCodec.Sharded sharded -> sharded.sharding().largestEncoded();
      case ZarrCodec.Bytes bytes -> plainBytes();
      case ZarrCodec.AnyLength cells -> Integer.MAX_VALUE;
    };
  }

  /** The most bytes that a chunk can be stored in; 2^31 - 1 for cells of any length. */
  public long largestEncoded() {
    long size = mostSerialized();
    for (ZarrCodec.Packed packer : packers) {
      size = packer.kernel().largestEncoded(size);
    }
    return size;
  }

  /**
   * Decodes a chunk of cells of one size.
   *
   * @param stored the stored bytes
   * @param cells gets the cells, and has exactly their size
   * @param fill one cell of the fill value, for chunks that a shard does not have
   * @throws CodecException if the bytes are malformed or do not give the chunk's size
   */
  public void decode(
      MemorySegment stored, MemorySegment cells, MemorySegment fill, ChainSpace space)
      throws CodecException {
    if (cellBytes() == 0) {
      throw new IllegalStateException("cells of any length are decoded by decodeAnyLength");
    }
    MemorySegment array =
        axes.isNone() ? cells : space.room(depth, ChainSpace.ARRAY, cells.byteSize());
    switch (serializer) {
      case ZarrCodec.Bytes bytes -> {
        unpackTo(stored, array, space);
        swap(bytes.order(), array);
      }
      case ZarrCodec.Sharded sharded ->
          sharded.sharding().decode(shard(stored, space), array, fill, space);
      case ZarrCodec.AnyLength ignored -> throw new IllegalStateException("no cells of one size");
    }
    if (array != cells) {
      axes.decode(array, cells, cellBytes());
    }
  }

  /**
   * Decodes a chunk of cells of any length, which is no shard.
   *
   * @param most the most bytes that the cells may have, with 4 for each; less than 2^31
   * @throws CodecException if the bytes are malformed, hold another number of cells, or more bytes
   */
  public AnyLengthCells decodeAnyLength(MemorySegment stored, long most, ChainSpace space)
      throws CodecException {
    MemorySegment bytes = unpack(stored, most, space);
    return AnyLengthCells.parse(bytes, Math.toIntExact(form.shape().cells()));
  }

  /**
   * The bytes of a shard; the stored ones, with whatever gaps they have, unless codecs of bytes
   * follow.
   */
  public MemorySegment shard(MemorySegment stored, ChainSpace space) throws CodecException {
    return unpack(stored, mostSerialized(), space);
  }

  /** Undoes the codecs of bytes; the last one to a target that it must fill. */
  private void unpackTo(MemorySegment stored, MemorySegment target, ChainSpace space)
      throws CodecException {
    long[] room = room(target.byteSize());
    MemorySegment bytes = stored;
    for (int i = packers.size() - 1; i >= 0; i--) {
      MemorySegment to = i == 0 ? target : space.room(depth, i & 1, room[i]);
      bytes = to.asSlice(0, packers.get(i).kernel().decode(bytes, to));
    }
    if (bytes.byteSize() != target.byteSize()) {
      throw new CodecException(
          "the chunk has " + bytes.byteSize() + " bytes for " + target.byteSize());
    }
    if (packers.isEmpty()) {
      target.copyFrom(bytes);
    }
  }

  /** Undoes the codecs of bytes where the size is not known: memory grows with what is found. */
  private MemorySegment unpack(MemorySegment stored, long most, ChainSpace space)
      throws CodecException {
    long[] room = room(most);
    MemorySegment bytes = stored;
    for (int i = packers.size() - 1; i >= 0; i--) {
      bytes = grow(packers.get(i).kernel(), bytes, room[i], new Target(space, i & 1));
    }
    if (!packers.isEmpty() && bytes.byteSize() > most) {
      throw new CodecException("the chunk has " + bytes.byteSize() + " bytes, more than " + most);
    }
    return bytes;
  }

  private record Target(ChainSpace space, int which) {}

  private MemorySegment grow(Codec kernel, MemorySegment bytes, long most, Target target)
      throws CodecException {
    long said = kernel.decodedSize(bytes);
    if (said > most) {
      throw new CodecException("the chunk has " + said + " bytes, more than " + most);
    }
    long size = said >= 0 ? said : Math.min(most, Math.max(1 << 16, 4 * bytes.byteSize()));
    while (true) {
      MemorySegment to = target.space().room(depth, target.which(), size);
      try {
        return to.asSlice(0, kernel.decode(bytes, to));
      } catch (OverfullException e) {
        if (size >= most) {
          throw e;
        }
        size = Math.min(most, Math.max(1 << 16, 2 * size));
      }
    }
  }

  /** The most bytes there can be in front of each codec of bytes. */
  private long[] room(long most) {
    long[] room = new long[packers.size()];
    long size = most;
    for (int i = 0; i < room.length; i++) {
      room[i] = size;
      size = Math.min(Integer.MAX_VALUE, packers.get(i).kernel().largestEncoded(size));
    }
    return room;
  }

  /**
   * Encodes a chunk of cells of one size.
   *
   * @param fill one cell of the fill value: a shard leaves out chunks that hold nothing else
   * @return the stored bytes; in the space or the cells, valid until either is used again
   */
  public MemorySegment encode(MemorySegment cells, MemorySegment fill, ChainSpace space) {
    MemorySegment array = cells;
    boolean isSwapped =
        serializer instanceof ZarrCodec.Bytes bytes && bytes.order() == ByteOrder.BIG_ENDIAN;
    if (!axes.isNone() || isSwapped) {
      array = space.room(depth, ChainSpace.ARRAY, cells.byteSize());
      axes.encode(cells, array, cellBytes());
    }
    if (serializer instanceof ZarrCodec.Sharded sharded) {
      MemorySegment shard = space.room(depth, 1, mostSerialized());
      long size = sharded.sharding().encode(array, shard, fill, space);
      return pack(shard.asSlice(0, size), space);
    }
    if (isSwapped) {
      swap(ByteOrder.BIG_ENDIAN, array);
    }
    return pack(array, space);
  }

  /** Encodes cells of any length. */
  public MemorySegment encodeAnyLength(List<MemorySegment> cells, ChainSpace space) {
    long bytes = cells.stream().mapToLong(MemorySegment::byteSize).sum();
    long size = AnyLengthCells.encodedSize(cells.size(), bytes);
    MemorySegment array = space.room(depth, ChainSpace.ARRAY, size);
    AnyLengthCells.write(cells, array);
    return pack(array, space);
  }

  private MemorySegment pack(MemorySegment serialized, ChainSpace space) {
    MemorySegment bytes = serialized;
    for (int i = 0; i < packers.size(); i++) {
      Codec kernel = packers.get(i).kernel();
      MemorySegment target = space.room(depth, i & 1, kernel.largestEncoded(bytes.byteSize()));
      long size = kernel.encode(bytes, target);
      if (size < 0) {
        throw new IllegalStateException(packers.get(i).name() + " found no room");
      }
      bytes = target.asSlice(0, size);
    }
    return bytes;
  }

  private void swap(ByteOrder order, MemorySegment array) {
    int width = form.cell() instanceof CellForm.Fixed fixed ? fixed.numberBytes() : 1;
    if (order == ByteOrder.BIG_ENDIAN && width > 1) {
      ByteSwap.inPlace(array, width);
    }
  }
}
