package io.hypertile.atlas;

import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.SizedLz4Codec;
import io.hypertile.codec.ZstdCodec;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoded blocks of one array's chunks, those used last: native memory out of a share. For one
 * thread; must be closed.
 */
final class DecodedBlocks implements AutoCloseable {
  private static final long KEPT = 64L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** No codec makes bytes smaller than this, but for blocks that are small anyway. */
  private static final long MOST_SHRINKING = 40_000;

  private static final long SMALL = 1 << 20;

  private final MemoryShare memory;
  private final Map<Place, Kept> blocks = new LinkedHashMap<>(16, 0.75f, true);
  private long kept;

  private record Place(StoreFile file, long block) {}

  private record Kept(NativeBuffer buffer, long size) {}

  DecodedBlocks(MemoryShare memory) {
    this.memory = memory;
  }

  /**
   * The bytes of a chunk, valid until the next call.
   *
   * @throws io.hypertile.error.CorruptDataException if the block is none, or has not these bytes
   */
  MemorySegment chunk(ArrayLayers.PlacedChunk placed) {
    ArrayEntry.Chunk chunk = placed.chunk();
    StoreFile file = placed.layer().file();
    Block block =
        placed
            .layer()
            .block(chunk.block())
            .orElseThrow(() -> file.corrupt("footer", -1, "there is no block " + chunk.block()));
    if (chunk.offset() > block.raw() || chunk.size() > block.raw() - chunk.offset()) {
      throw file.corrupt(
          "block " + chunk.block(), block.position(), "a chunk lies behind the block's end");
    }
    Place place = new Place(file, chunk.block());
    Kept found = blocks.get(place);
    if (found == null) {
      found = decode(file, chunk.block(), block);
      blocks.put(place, found);
      kept += found.size();
      drop(place);
    }
    return found.buffer().bytes().asSlice(chunk.offset(), chunk.size());
  }

  /** Lets go of blocks that were not used for longest, but for one. */
  private void drop(Place needed) {
    Iterator<Map.Entry<Place, Kept>> oldest = blocks.entrySet().iterator();
    while (kept > KEPT && oldest.hasNext()) {
      Map.Entry<Place, Kept> each = oldest.next();
      if (!each.getKey().equals(needed)) {
        oldest.remove();
        kept -= each.getValue().size();
        each.getValue().buffer().close();
      }
    }
  }

  private Kept decode(StoreFile file, long number, Block block) {
    String what = "block " + number;
    if (block.raw() > Integer.MAX_VALUE || block.stored() > Integer.MAX_VALUE) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_STORAGE,
          file.object().key() + ": " + what + " has 2 GiB or more, which cannot be imported.",
          Map.of("file", file.object().key().text()),
          null);
    }
    if (block.raw() > SMALL && block.raw() / MOST_SHRINKING > block.stored()) {
      throw file.corrupt(
          what, block.position(), block.stored() + " bytes for a block of " + block.raw());
    }
    NativeBuffer decoded = memory.take(block.raw(), PATIENCE);
    boolean isDone = false;
    try {
      MemorySegment target = decoded.bytes().asSlice(0, block.raw());
      switch (block.codec()) {
        case "" -> plain(file, what, block, target);
        case "zstd" -> decode(new ZstdCodec(3), file, what, block, target);
        case "lz4" -> decode(new SizedLz4Codec(), file, what, block, target);
        default -> throw file.corrupt(what, block.position(), "an unknown codec " + block.codec());
      }
      isDone = true;
      return new Kept(decoded, block.raw());
    } finally {
      if (!isDone) {
        decoded.close();
      }
    }
  }

  private static void plain(StoreFile file, String what, Block block, MemorySegment target) {
    if (block.stored() != block.raw()) {
      throw file.corrupt(
          what, block.position(), block.stored() + " bytes for a block of " + block.raw());
    }
    file.read(block.position(), target, what);
  }

  private void decode(Codec codec, StoreFile file, String what, Block block, MemorySegment target) {
    try (NativeBuffer buffer = memory.take(block.stored(), PATIENCE)) {
      MemorySegment stored = buffer.bytes().asSlice(0, block.stored());
      file.read(block.position(), stored, what);
      if (codec.decode(stored, target) != block.raw()) {
        throw file.corrupt(what, block.position(), "the block is shorter than the footer says");
      }
    } catch (CodecException e) {
      throw file.corrupt(what, block.position(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    blocks.values().forEach(each -> each.buffer().close());
    blocks.clear();
    kept = 0;
  }
}
