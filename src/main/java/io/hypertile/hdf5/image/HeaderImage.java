package io.hypertile.hdf5.image;

import io.hypertile.hdf5.ObjectHeader;
import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.hdf5.filter.StoredFilter;
import io.hypertile.ndarray.Shape;
import java.nio.charset.StandardCharsets;

/** Builds version-1 object headers of datasets as h5py does: 256 bytes of messages, if they fit. */
public final class HeaderImage {
  private static final int PREFIX = 16;
  private static final int USUAL_SIZE = 256;
  private static final int MESSAGE_HEAD = 8;
  private static final int CONSTANT = 1;
  private static final int ALLOCATE_LATE = 2;
  private static final int ALLOCATE_INCREMENTALLY = 3;

  private final FieldWriter messages = new FieldWriter();
  private int count;

  private HeaderImage() {}

  /** The header of a dataset of one run of bytes. */
  static byte[] contiguous(byte[] datatype, Shape shape, long address, long size) {
    return new HeaderImage()
        .message(ObjectHeader.DATASPACE, 0, dataspace(shape))
        .message(ObjectHeader.DATATYPE, CONSTANT, datatype)
        .message(ObjectHeader.FILL, CONSTANT, fill(ALLOCATE_LATE))
        .message(ObjectHeader.LAYOUT, 0, run(address, size))
        .toBytes();
  }

  /** The header of a chunked dataset. */
  static byte[] chunked(byte[] datatype, Shape shape, byte[] layout, FilterPipeline filters) {
    HeaderImage image =
        new HeaderImage()
            .message(ObjectHeader.DATASPACE, 0, dataspace(shape))
            .message(ObjectHeader.DATATYPE, CONSTANT, datatype)
            .message(ObjectHeader.FILL, CONSTANT, fill(ALLOCATE_INCREMENTALLY));
    if (!filters.isEmpty()) {
      image.message(ObjectHeader.FILTERS, CONSTANT, filters(filters));
    }
    return image.message(ObjectHeader.LAYOUT, 0, layout).toBytes();
  }

  /** A layout message for one run of bytes. */
  public static byte[] run(long address, long size) {
    return new FieldWriter().u8(3).u8(1).u64(address).u64(size).align().toBytes();
  }

  /** A layout message for chunks. */
  public static byte[] chunks(long tree, Shape chunkShape, int cellSize) {
    FieldWriter out = new FieldWriter().u8(3).u8(2).u8(chunkShape.rank() + 1).u64(tree);
    for (int axis = 0; axis < chunkShape.rank(); axis++) {
      out.u32(chunkShape.length(axis));
    }
    return out.u32(cellSize).align().toBytes();
  }

  /** The root group's header: its symbol table alone. */
  static byte[] group(long tree, long heap) {
    byte[] table = new FieldWriter().u64(tree).u64(heap).toBytes();
    HeaderImage image = new HeaderImage().message(ObjectHeader.SYMBOL_TABLE, 0, table);
    return image.withPrefix(image.messages.size());
  }

  private static byte[] dataspace(Shape shape) {
    boolean isScalar = shape.rank() == 0;
    FieldWriter out = new FieldWriter().u8(1).u8(shape.rank()).u8(isScalar ? 0 : 1).zeros(5);
    for (int copy = 0; copy < 2; copy++) {
      for (int axis = 0; axis < shape.rank(); axis++) {
        out.u64(shape.length(axis));
      }
    }
    return out.toBytes();
  }

  /** Version 2, written if set, the library's default of zeros. */
  private static byte[] fill(int allocation) {
    return fill(allocation, new byte[0]);
  }

  private static byte[] fill(int allocation, byte[] cell) {
    return new FieldWriter()
        .u8(2)
        .u8(allocation)
        .u8(2)
        .u8(1)
        .u32(cell.length)
        .bytes(cell)
        .toBytes();
  }

  /**
   * A fill value message of a dataset whose layout is that of a plan.
   *
   * @param cell the value; no bytes for zeros
   */
  public static byte[] fill(DataPlan plan, byte[] cell) {
    return switch (plan) {
      case DataPlan.Contiguous run -> fill(ALLOCATE_LATE, cell);
      case DataPlan.Chunked chunks -> fill(ALLOCATE_INCREMENTALLY, cell);
    };
  }

  /** A message of filters. */
  public static byte[] filters(FilterPipeline pipeline) {
    FieldWriter out = new FieldWriter().u8(1).u8(pipeline.filters().size()).zeros(6);
    for (StoredFilter filter : pipeline.filters()) {
      byte[] name = filter.name().getBytes(StandardCharsets.UTF_8);
      int room = name.length == 0 ? 0 : name.length + 8 & ~7;
      int values = filter.parameters().size();
      out.u16(filter.number()).u16(room).u16(filter.isOptional() ? 1 : 0).u16(values);
      out.bytes(name).zeros(room - name.length);
      filter.parameters().forEach(out::u32);
      out.zeros(values % 2 * 4);
    }
    return out.toBytes();
  }

  private HeaderImage message(int type, int flags, byte[] body) {
    int padded = body.length + 7 & ~7;
    messages.u16(type).u16(padded).u8(flags).zeros(3).bytes(body).zeros(padded - body.length);
    count++;
    return this;
  }

  private byte[] toBytes() {
    int left = USUAL_SIZE - messages.size();
    if (left >= MESSAGE_HEAD) {
      message(0, 0, new byte[left - MESSAGE_HEAD]);
    }
    return withPrefix(messages.size());
  }

  private byte[] withPrefix(int size) {
    FieldWriter out = new FieldWriter().u8(1).u8(0).u16(count).u32(1).u32(size);
    return out.padTo(PREFIX).bytes(messages.toBytes()).toBytes();
  }
}
