package io.hypertile.hdf5.image;

import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.Patch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** A file in memory that images and patches are applied to. */
public final class ImageFile {
  private byte[] bytes;

  public ImageFile(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A new contiguous array with its cells. */
  static ImageFile of(ArrayFileImage image, byte[] cells) {
    ImageFile file = new ImageFile(image.head());
    file.resize(image.fileLength());
    image.data().ifPresent(data -> file.write(data.cells(), cells));
    return file;
  }

  public void apply(InPlaceEdits.Edit change) {
    resize(Math.max(bytes.length, change.fileLength()));
    change.patches().forEach(this::apply);
  }

  public void apply(Patch patch) {
    write(patch.position(), patch.bytes());
  }

  public void write(long position, byte[] content) {
    resize(Math.max(bytes.length, position + content.length));
    System.arraycopy(content, 0, bytes, (int) position, content.length);
  }

  void resize(long length) {
    bytes = Arrays.copyOf(bytes, (int) length);
  }

  public byte[] bytes() {
    return bytes;
  }

  public Hdf5Source source() {
    return Hdf5Source.of(MemorySegment.ofArray(bytes), "image.hdf5");
  }

  public ArrayFile parse() {
    return ArrayFileParser.parse(source());
  }

  /** A chunk as it is stored. */
  record Chunk(byte[] bytes, int mask) {}

  /** Writes a dataset's chunks, stored as they are given, with their index. */
  void writeChunks(DataPlan.Chunked plan, DataPlan.Placement data, List<Chunk> chunks) {
    long[] addresses = new long[chunks.size()];
    int[] sizes = new int[chunks.size()];
    int[] masks = new int[chunks.size()];
    long at = data.cells();
    for (int chunk = 0; chunk < addresses.length; chunk++) {
      addresses[chunk] = at;
      sizes[chunk] = chunks.get(chunk).bytes().length;
      masks[chunk] = chunks.get(chunk).mask();
      write(at, chunks.get(chunk).bytes());
      at += sizes[chunk];
    }
    byte[] tree =
        ChunkTreeImage.of(plan)
            .build(data.tree(), 0, new ChunkTreeImage.Chunks(addresses, sizes, masks));
    write(data.tree(), tree);
  }
}
