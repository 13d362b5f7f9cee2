package io.hypertile.zarr.codec;

import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.OverfullException;
import io.hypertile.codec.WantedBytes;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The codecs from bytes to bytes of a chain, in the order in which they encode. Immutable.
 *
 * @param depth of the chain
 */
record Packers(int depth, List<Codec> kernels) {
  Packers {
    kernels = List.copyOf(kernels);
  }

  boolean isEmpty() {
    return kernels.isEmpty();
  }

  /** The most bytes that so many can become. */
  long largestEncoded(long size) {
    long most = size;
    for (Codec kernel : kernels) {
      most = kernel.largestEncoded(most);
    }
    return most;
  }

  /** Undoes the codecs of bytes; the last one to a target that it must fill. */
  void unpackTo(MemorySegment stored, MemorySegment target, ChainSpace space)
      throws CodecException {
    unpackTo(stored, target, WantedBytes.all(target.byteSize()), space);
  }

  /**
   * Undoes the codecs of bytes; the last one to a target of the size of all of them, of which some
   * bytes are wanted.
   */
  void unpackTo(MemorySegment stored, MemorySegment target, WantedBytes wanted, ChainSpace space)
      throws CodecException {
    long[] room = room(target.byteSize());
    MemorySegment bytes = stored;
    for (int i = kernels.size() - 1; i >= 0; i--) {
      MemorySegment to = i == 0 ? target : space.room(depth, i & 1, room[i]);
      Codec kernel = kernels.get(i);
      long size = i == 0 ? kernel.decodePart(bytes, to, wanted) : kernel.decode(bytes, to);
      bytes = to.asSlice(0, size);
    }
    if (bytes.byteSize() != target.byteSize()) {
      throw new CodecException(
          "the chunk has " + bytes.byteSize() + " bytes for " + target.byteSize());
    }
    if (kernels.isEmpty()) {
      target.copyFrom(bytes);
    }
  }

  /** Undoes the codecs of bytes where the size is not known: memory grows with what is found. */
  MemorySegment unpack(MemorySegment stored, long most, ChainSpace space) throws CodecException {
    long[] room = room(most);
    MemorySegment bytes = stored;
    for (int i = kernels.size() - 1; i >= 0; i--) {
      bytes = grow(kernels.get(i), bytes, room[i], new Target(space, i & 1));
    }
    if (!kernels.isEmpty() && bytes.byteSize() > most) {
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
    long[] room = new long[kernels.size()];
    long size = most;
    for (int i = 0; i < room.length; i++) {
      room[i] = size;
      size = Math.min(Integer.MAX_VALUE, kernels.get(i).largestEncoded(size));
    }
    return room;
  }

  /** Does them all. */
  MemorySegment pack(MemorySegment serialized, ChainSpace space) {
    MemorySegment bytes = serialized;
    for (int i = 0; i < kernels.size(); i++) {
      Codec kernel = kernels.get(i);
      MemorySegment target = space.room(depth, i & 1, kernel.largestEncoded(bytes.byteSize()));
      long size = kernel.encode(bytes, target);
      if (size < 0) {
        throw new IllegalStateException(kernel + " found no room");
      }
      bytes = target.asSlice(0, size);
    }
    return bytes;
  }
}
