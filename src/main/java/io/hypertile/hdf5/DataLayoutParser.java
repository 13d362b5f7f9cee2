package io.hypertile.hdf5;

import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.hdf5.filter.StoredFilter;
import io.hypertile.ndarray.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses layout and filter messages (HDF5 file format, sections IV.A.2.i and IV.A.2.l). Layouts
 * outside the profile come out by name, so that an array's metadata can still be read.
 */
final class DataLayoutParser {
  private static final int MOST_FILTERS = 32;

  /** Chunks longer than the array come with growing arrays only, and are small there. */
  private static final long LARGEST_OVERHANGING_CHUNK = 64L << 20;

  private final MetadataReader file;
  private final ObjectHeader header;
  private final Dataspace space;
  private final Datatype type;

  DataLayoutParser(MetadataReader file, ObjectHeader header, Dataspace space, Datatype type) {
    this.file = file;
    this.header = header;
    this.space = space;
    this.type = type;
  }

  /** The layout of the object, checked against its shape and the file's size. */
  DataLayout parse() {
    ObjectHeader.Message message = header.require(file, ObjectHeader.LAYOUT, "layout");
    if (header.find(ObjectHeader.EXTERNAL_FILES).isPresent()) {
      return new DataLayout.Unsupported("external files");
    }
    Fields fields = message.body();
    int version = fields.u8();
    if (version < 3) {
      return new DataLayout.Unsupported("layout version " + version);
    }
    if (version > 5) {
      throw fields.corrupt("layout version " + version);
    }
    int kind = fields.u8();
    return switch (kind) {
      case 0 -> compact(fields);
      case 1 -> contiguous(fields);
      case 2 -> version == 3 ? chunked(fields) : newChunked(fields);
      case 3 -> new DataLayout.Unsupported("a virtual dataset");
      default -> throw fields.corrupt("layout class " + kind);
    };
  }

  private DataLayout compact(Fields fields) {
    int size = fields.u16();
    requireSize(fields, size);
    long address = header.version() == 1 ? fields.position() : Fields.UNDEFINED;
    return new DataLayout.Compact(address, fields.bytes(size));
  }

  private DataLayout contiguous(Fields fields) {
    long address = fields.address();
    long size = fields.length();
    if (address != Fields.UNDEFINED) {
      requireSize(fields, size);
      file.source().requireInside(address, size, header.object());
    }
    return new DataLayout.Contiguous(address, size);
  }

  private void requireSize(Fields fields, long size) {
    long wanted = space.isNull() ? 0 : space.shape().cells() * type.size();
    if (size != wanted && !(type instanceof Datatype.Other)) {
      throw fields.corrupt(size + " bytes for cells of " + wanted);
    }
  }

  private DataLayout chunked(Fields fields) {
    Shape shape = space.shape();
    int rank = fields.u8() - 1;
    if (rank != shape.rank()) {
      throw fields.corrupt("chunks of " + rank + " axes for " + shape.rank());
    }
    long root = fields.address();
    Shape chunkShape = chunkShape(fields, 4);
    long bytes = chunkShape.cells() * type.size();
    FilterPipeline filters = filters();
    ChunkTable table =
        ChunkTreeParser.parse(
            file,
            root,
            shape,
            chunkShape,
            new ChunkTreeParser.FilteredSize(bytes, !filters.isEmpty()));
    return new DataLayout.Chunked(chunkShape, table, filters);
  }

  /** The lengths of a chunk and the size of a cell. */
  private Shape chunkShape(Fields fields, int width) {
    long[] lengths = new long[space.shape().rank()];
    long bytes = type.size();
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = fields.unsigned(width);
      boolean isSane = lengths[axis] > 0 && lengths[axis] <= Integer.MAX_VALUE;
      bytes = isSane ? bytes * lengths[axis] : Long.MAX_VALUE;
      if (bytes > Integer.MAX_VALUE) {
        throw fields.corrupt("no chunk has the length " + lengths[axis] + " on axis " + axis);
      }
    }
    if (fields.unsigned(width) != type.size()) {
      throw fields.corrupt("chunks and datatype differ in the size of a cell");
    }
    requireModest(fields, lengths, bytes);
    return Shape.of(lengths);
  }

  private void requireModest(Fields fields, long[] lengths, long bytes) {
    for (int axis = 0; axis < lengths.length; axis++) {
      boolean overhangs = lengths[axis] > Math.max(space.shape().length(axis), 1);
      if (overhangs && !(space.isExtendable() && bytes <= LARGEST_OVERHANGING_CHUNK)) {
        throw fields.corrupt("chunks are longer than axis " + axis);
      }
    }
  }

  private DataLayout newChunked(Fields fields) {
    int flags = fields.u8();
    int rank = fields.u8() - 1;
    int width = fields.u8();
    if (rank != space.shape().rank() || width == 0 || width > 8) {
      throw fields.corrupt("chunks of " + rank + " axes for " + space.shape().rank());
    }
    Shape chunkShape = chunkShape(fields, width);
    ForeignIndex.Grid grid =
        new ForeignIndex.Grid(space, chunkShape, chunkShape.cells() * type.size(), flags);
    return new ForeignIndex(file, grid, filters()).parse(fields);
  }

  private FilterPipeline filters() {
    Optional<ObjectHeader.Message> message = header.find(ObjectHeader.FILTERS);
    if (message.isEmpty()) {
      return FilterPipeline.NONE;
    }
    if (message.get().isShared()) {
      throw file.source().unsupported(header.object(), "filters shared between objects");
    }
    Fields fields = message.get().body();
    int version = fields.u8();
    int count = fields.u8();
    if (version < 1 || version > 2 || count > MOST_FILTERS) {
      throw fields.corrupt(count + " filters in a message of version " + version);
    }
    if (version == 1) {
      fields.skip(6);
    }
    List<StoredFilter> filters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      filters.add(filter(fields, version));
    }
    return FilterPipeline.of(filters);
  }

  private static StoredFilter filter(Fields fields, int version) {
    int number = fields.u16();
    int nameLength = version == 1 || number >= 256 ? fields.u16() : 0;
    int flags = fields.u16();
    int valueCount = fields.u16();
    int paddedName = version == 1 ? nameLength + 7 & ~7 : nameLength;
    byte[] name = DatatypeParser.unpad(fields.bytes(paddedName), Datatype.Padding.NUL_TERMINATED);
    if (valueCount * 4 > fields.remaining()) {
      throw fields.corrupt(valueCount + " parameters");
    }
    List<Integer> values = new ArrayList<>(valueCount);
    for (int i = 0; i < valueCount; i++) {
      values.add((int) fields.u32());
    }
    if (version == 1 && valueCount % 2 == 1) {
      fields.skip(4);
    }
    return new StoredFilter(
        number, (flags & 1) != 0, new String(name, StandardCharsets.UTF_8), values);
  }
}
