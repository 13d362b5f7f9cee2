package io.hypertile.zarr.codec;

import io.hypertile.codec.CodecException;
import io.hypertile.codec.WantedBytes;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.CellBlock;
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
  /** Bytes of the cells of any length of a chunk or shard, with 4 for each. */
  private static final long MOST_OF_ANY_LENGTH = 128L << 20;

  private final int depth;
  private final ChunkForm form;
  private final Transposition axes;
  private final ZarrCodec.ArrayToBytes serializer;
  private final Packers packers;

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
    this.packers = new Packers(depth, packers.stream().map(ZarrCodec.Packed::kernel).toList());
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

  /** Bytes of a cell in memory; those of a reference for cells of any length. */
  public int cellBytes() {
    return form.cell() instanceof CellForm.Fixed fixed ? fixed.bytes() : CellBlock.REFERENCE;
  }

  /** Whether cells differ in length. */
  public boolean isAnyLength() {
    return !(form.cell() instanceof CellForm.Fixed);
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

  /** The most bytes in front of the codecs of bytes. */
  private long mostSerialized() {
    return switch (serializer) {
      case ZarrCodec.Sharded sharded ->
          isAnyLength()
              ? Math.min(2 * MOST_OF_ANY_LENGTH, sharded.sharding().largestEncoded())
              : sharded.sharding().largestEncoded();
      case ZarrCodec.Bytes bytes -> plainBytes();
      case ZarrCodec.AnyLength cells -> MOST_OF_ANY_LENGTH;
    };
  }

  /** The most bytes that cells can be stored in, of any length or one size. */
  long largestEncoded(CellBlock cells, ChainSpace space) {
    return packers.largestEncoded(
        switch (serializer) {
          case ZarrCodec.Bytes bytes -> plainBytes();
          case ZarrCodec.AnyLength any -> AnyLengthCells.encodedSize(cells);
          case ZarrCodec.Sharded sharded -> sharded.sharding().largestEncoded(cells, space);
        });
  }

  /** The most bytes that a chunk can be stored in. */
  public long largestEncoded() {
    return packers.largestEncoded(mostSerialized());
  }

  /**
   * Decodes a chunk.
   *
   * @param stored the stored bytes
   * @param cells gets the cells, and has exactly their size
   * @param fill one cell of the fill value, for chunks that a shard does not have
   * @throws CodecException if the bytes are malformed, do not give the chunk's size, or have more
   *     than 128 MiB of cells of any length
   */
  public void decode(MemorySegment stored, CellBlock cells, MemorySegment fill, ChainSpace space)
      throws CodecException {
    CellBlock array =
        axes.isNone()
            ? cells
            : cells.with(space.room(depth, ChainSpace.ARRAY, cells.cells().byteSize()));
    switch (serializer) {
      case ZarrCodec.Bytes bytes -> {
        packers.unpackTo(stored, array.cells(), space);
        swap(bytes.order(), array.cells());
      }
      case ZarrCodec.Sharded sharded ->
          sharded.sharding().decode(shard(stored, space), array, fill, space);
      case ZarrCodec.AnyLength any ->
          AnyLengthCells.decode(
              packers.unpack(stored, MOST_OF_ANY_LENGTH, space),
              array,
              form.cell() instanceof CellForm.Text);
    }
    if (array != cells) {
      axes.decode(array.cells(), cells.cells(), cellBytes());
    }
  }

  /**
   * Decodes a chunk of which some cells are wanted, where that is less work.
   *
   * @param stored the stored bytes
   * @param cells has exactly the size of the chunk; cells that are not wanted may have any value
   *     afterwards
   * @param wanted bytes of the wanted ones, in cells of one size
   * @param fill one cell of the fill value, for chunks that a shard does not have
   * @return bytes of the cells that were decoded, which are at least those
   * @throws CodecException as {@link #decode}, as far as that shows
   */
  public WantedBytes decodePart(
      MemorySegment stored,
      CellBlock cells,
      WantedBytes wanted,
      MemorySegment fill,
      ChainSpace space)
      throws CodecException {
    if (axes.isNone() && serializer instanceof ZarrCodec.Bytes bytes) {
      packers.unpackTo(stored, cells.cells(), wanted, space);
      swap(bytes.order(), cells.cells());
      return wanted;
    }
    decode(stored, cells, fill, space);
    return WantedBytes.all(cells.cells().byteSize());
  }

  /**
   * The bytes of a shard; the stored ones, with whatever gaps they have, unless codecs of bytes
   * follow.
   */
  public MemorySegment shard(MemorySegment stored, ChainSpace space) throws CodecException {
    return packers.unpack(stored, mostSerialized(), space);
  }

  /**
   * Encodes a chunk.
   *
   * @param fill one cell of the fill value: a shard leaves out chunks that hold nothing else
   * @return the stored bytes; in the space or the cells, valid until either is used again
   * @throws io.hypertile.error.ServiceException {@code body-too-large} if cells of any length have
   *     more than 128 MiB
   */
  public MemorySegment encode(CellBlock cells, MemorySegment fill, ChainSpace space) {
    if (cells.isAnyLength()) {
      TooLarge.requireBody(
          AnyLengthCells.encodedSize(cells),
          MOST_OF_ANY_LENGTH,
          most ->
              "The texts or bytes of one chunk exceed %d MiB; make chunks of fewer cells."
                  .formatted(most >> 20));
    }
    CellBlock array = cells;
    boolean isSwapped =
        serializer instanceof ZarrCodec.Bytes bytes && bytes.order() == ByteOrder.BIG_ENDIAN;
    if (!axes.isNone() || isSwapped) {
      array = cells.with(space.room(depth, ChainSpace.ARRAY, cells.cells().byteSize()));
      axes.encode(cells.cells(), array.cells(), cellBytes());
    }
    if (isSwapped) {
      swap(ByteOrder.BIG_ENDIAN, array.cells());
    }
    return packers.pack(serialize(array, fill, space), space);
  }

  private MemorySegment serialize(CellBlock array, MemorySegment fill, ChainSpace space) {
    return switch (serializer) {
      case ZarrCodec.Bytes bytes -> array.cells();
      case ZarrCodec.AnyLength any -> {
        MemorySegment serial =
            space.room(depth, ChainSpace.SERIAL, AnyLengthCells.encodedSize(array));
        AnyLengthCells.encode(array, serial);
        yield serial;
      }
      case ZarrCodec.Sharded sharded -> {
        Sharding sharding = sharded.sharding();
        long most =
            isAnyLength() ? sharding.largestEncoded(array, space) : sharding.largestEncoded();
        MemorySegment shard = space.room(depth, 1, most);
        yield shard.asSlice(0, sharding.encode(array, shard, fill, space));
      }
    };
  }

  private void swap(ByteOrder order, MemorySegment array) {
    int width = form.cell() instanceof CellForm.Fixed fixed ? fixed.numberBytes() : 1;
    if (order == ByteOrder.BIG_ENDIAN && width > 1) {
      ByteSwap.inPlace(array, width);
    }
  }
}
