package io.hypertile.hdf5.image;

import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;

/** Plan by which the dataset {@code data} of a new or changed file is stored. */
public sealed interface DataPlan {
  /** Cells begin at a multiple of this, so that they can be mapped and sent by page. */
  int ALIGNMENT = 4096;

  /** Element type of the cells. */
  DType dtype();

  /** Lengths of the axes. */
  Shape shape();

  /** One run of bytes. */
  record Contiguous(DType dtype, Shape shape) implements DataPlan {}

  /**
   * Chunks, all of them stored.
   *
   * @param chunkShape lengths of a chunk, none longer than its axis
   * @param filters steps applied to each chunk
   */
  record Chunked(DType dtype, Shape shape, Shape chunkShape, FilterPipeline filters)
      implements DataPlan {
    /** Bytes of a chunk before filters. */
    public long chunkBytes() {
      return chunkShape.bytes(dtype);
    }
  }

  /** Cells as one run of bytes. */
  static DataPlan contiguous(DType dtype, Shape shape) {
    return new Contiguous(dtype, shape);
  }

  /** Cells in chunks. */
  static Chunked chunked(DType dtype, Shape shape, Shape chunkShape, FilterPipeline filters) {
    return new Chunked(dtype, shape, chunkShape, filters);
  }

  /**
   * Positions of the parts of a dataset whose header begins at a given position.
   *
   * @param header position of the object header
   * @param headerBytes the object header
   * @param tree position of the chunk index; {@link Fields#UNDEFINED} without chunks
   * @param cells position of the cells' run, or of the first chunk
   * @param end end of the file: after the cells, or where the first chunk begins
   */
  record Placement(long header, byte[] headerBytes, long tree, long cells, long end) {}

  /**
   * Places the dataset.
   *
   * @param header start of its object header
   * @param base position that addresses in the file count from
   */
  default Placement place(long header, long base) {
    byte[] datatype = DatatypeImage.of(dtype());
    switch (this) {
      case Contiguous plan -> {
        long bytes = shape().bytes(dtype());
        // The header's length does not depend on the address in it.
        int length = HeaderImage.contiguous(datatype, shape(), 0, bytes).length;
        long cells = Math.ceilDiv(header + length, (long) ALIGNMENT) * ALIGNMENT;
        byte[] image = HeaderImage.contiguous(datatype, shape(), cells - base, bytes);
        return new Placement(header, image, Fields.UNDEFINED, cells, cells + bytes);
      }
      case Chunked plan -> {
        byte[] layout = HeaderImage.chunks(0, plan.chunkShape(), dtype().size());
        int length = HeaderImage.chunked(datatype, shape(), layout, plan.filters()).length;
        long tree = header + length;
        layout = HeaderImage.chunks(tree - base, plan.chunkShape(), dtype().size());
        byte[] image = HeaderImage.chunked(datatype, shape(), layout, plan.filters());
        long chunks = tree + ChunkTreeImage.of(plan).byteSize();
        return new Placement(header, image, tree, chunks, chunks);
      }
    }
  }
}
