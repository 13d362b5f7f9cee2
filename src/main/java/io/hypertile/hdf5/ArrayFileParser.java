package io.hypertile.hdf5;

import io.hypertile.error.CorruptDataException;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Parses array files in every HDF5 form that Deker accepts (deker-layout.md, "Array files"),
 * read-only. Bytes that contradict the format throw {@link CorruptDataException}, legal forms
 * outside the profile {@code unsupported-storage}; nothing else is thrown whatever the file holds.
 */
public final class ArrayFileParser {
  private static final int LARGEST_META = 16 << 20;
  private static final int IN_OBJECT = 2;

  private final MetadataReader file;
  private boolean hasAttributes;

  private ArrayFileParser(MetadataReader file) {
    this.file = file;
  }

  /** The parts of any dataset. */
  private record Dataset(
      ObjectHeader header,
      boolean hasAttributes,
      Dataspace space,
      Datatype type,
      DataLayout layout) {}

  /**
   * Parses the metadata of a file; cells are not read.
   *
   * @throws CorruptDataException if the bytes contradict the format
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} for HDF5 features
   *     outside the profile, {@code storage-unavailable} if the disk fails
   */
  public static ArrayFile parse(Hdf5Source source) {
    MetadataReader file = new MetadataReader(source);
    Superblock superblock = Superblock.parse(file);
    RootGroup root = RootGroupParser.parse(file, superblock);
    ArrayFileParser parser = new ArrayFileParser(file);
    ArrayFile.Meta text = parser.requireMeta(superblock, root);
    Optional<ArrayFile.EmptyCells> emptyCells =
        parser.find(root, "empty_cells").map(parser::emptyCells);
    Optional<StoredCells> data = parser.find(root, "data").map(parser::data);
    boolean hasOthers =
        root.hasOtherLinks()
            || root.hasAttributes()
            || parser.hasAttributes
            || superblock.position() > 0;
    return new ArrayFile(
        source.name(), source.size(), superblock, root, text, emptyCells, data, hasOthers);
  }

  /**
   * Parses the metadata text of a file and what leads to it, whatever its cells are.
   *
   * @throws CorruptDataException if the bytes contradict the format
   * @throws io.hypertile.error.ServiceException as {@link #parse}
   */
  public static ArrayFile.Meta parseMeta(Hdf5Source source) {
    MetadataReader file = new MetadataReader(source);
    Superblock superblock = Superblock.parse(file);
    RootGroup root = RootGroupParser.parse(file, superblock);
    return new ArrayFileParser(file).requireMeta(superblock, root);
  }

  private ArrayFile.Meta requireMeta(Superblock superblock, RootGroup root) {
    long meta =
        find(root, "meta")
            .orElseThrow(() ->
                file.source().corrupt("root group", superblock.rootHeader(), "no dataset meta"));
    return meta(meta);
  }

  /** The header of a dataset; empty when there is none. */
  private Optional<Long> find(RootGroup root, String name) {
    Optional<Long> header = Optional.ofNullable(root.headers().get(name));
    if (header.isPresent() && header.get() == Fields.UNDEFINED) {
      throw file.source().unsupported(RootGroupParser.OBJECT, "a soft link " + name);
    }
    return header;
  }

  private Dataset dataset(String object, long position) {
    ObjectHeader header = ObjectHeader.parse(file, object, position);
    boolean hasOwn = header.hasAttributes();
    hasAttributes |= hasOwn;
    Dataspace space =
        Dataspace.parse(header.require(file, ObjectHeader.DATASPACE, "dataspace").body());
    Datatype type = datatype(header);
    if (space.shape().cells() > Long.MAX_VALUE / type.size()) {
      throw file.source().corrupt(object, position, "cells of 2^63 bytes or more");
    }
    DataLayout layout = new DataLayoutParser(file, header, space, type).parse();
    return new Dataset(header, hasOwn, space, type, layout);
  }

  /**
   * The type of cells may be one that the file has a name for, others are changed where they are.
   */
  private Datatype datatype(ObjectHeader header) {
    Optional<ObjectHeader.Message> message = header.find(ObjectHeader.DATATYPE);
    if (!header.object().equals("data") || message.isEmpty() || !message.get().isShared()) {
      return DatatypeParser.parse(header.require(file, ObjectHeader.DATATYPE, "datatype").body());
    }
    ObjectHeader named = ObjectHeader.parse(file, "data: datatype", sharedIn(message.get().body()));
    return DatatypeParser.parse(named.require(file, ObjectHeader.DATATYPE, "datatype").body());
  }

  /** Position of the object that a shared message is in (HDF5 file format, IV.A.2). */
  private long sharedIn(Fields fields) {
    int version = fields.u8();
    int kind = fields.u8();
    if (version == 3 && kind != IN_OBJECT) {
      throw file.source().unsupported("data", "a datatype shared between objects in a heap");
    }
    if (version < 1 || version > 3) {
      throw fields.corrupt("a shared message of version " + version);
    }
    fields.skip(version == 1 ? 6 : 0);
    return fields.definedAddress();
  }

  private static ArrayFile.DatasetHeader place(ObjectHeader header) {
    return new ArrayFile.DatasetHeader(
        header.position(),
        header.version(),
        place(header, ObjectHeader.DATASPACE),
        place(header, ObjectHeader.DATATYPE),
        place(header, ObjectHeader.LAYOUT));
  }

  private static ArrayFile.MessageBody place(ObjectHeader header, int type) {
    return header
        .find(type)
        .map(message -> new ArrayFile.MessageBody(message.position(), message.size()))
        .orElseThrow();
  }

  private ArrayFile.Meta meta(long position) {
    Dataset dataset = dataset("meta", position);
    requireOne(dataset);
    Room room = room(dataset, LARGEST_META);
    ArrayFile.DatasetHeader place = place(dataset.header());
    return switch (dataset.type()) {
      case Datatype.FixedText text ->
          new ArrayFile.Meta(
              DatatypeParser.unpad(room.bytes(), text.padding()),
              room.position(),
              text.size(),
              text.padding(),
              place);
      case Datatype.VariableText text -> {
        Fields element = new Fields(file, "meta", room.bytes(), Math.max(0, room.position()));
        yield new ArrayFile.Meta(
            GlobalHeap.read(file, "meta", element),
            Fields.UNDEFINED,
            0,
            Datatype.Padding.NUL_PADDED,
            place);
      }
      case Datatype.Integer other -> throw notText(dataset);
      case Datatype.Floating other -> throw notText(dataset);
      case Datatype.Compound other -> throw notText(dataset);
      case Datatype.Other other -> throw notText(dataset);
    };
  }

  private CorruptDataException notText(Dataset dataset) {
    return file.source().corrupt("meta", dataset.header().position(), "not a text");
  }

  private ArrayFile.EmptyCells emptyCells(long position) {
    Dataset dataset = dataset("empty_cells", position);
    requireOne(dataset);
    if (!(dataset.type() instanceof Datatype.Integer type)) {
      throw file.source().corrupt("empty_cells", position, "not an integer");
    }
    Room room = room(dataset, 8);
    long value = 0;
    for (int i = 0; i < type.size(); i++) {
      int at = type.order() == ByteOrder.BIG_ENDIAN ? i : type.size() - 1 - i;
      value = value << 8 | room.bytes()[at] & 0xff;
    }
    if (type.isSigned()) {
      int unused = 64 - 8 * type.size();
      value = value << unused >> unused;
    }
    return new ArrayFile.EmptyCells(value, room.position(), type.size(), type.order());
  }

  private void requireOne(Dataset dataset) {
    if (dataset.space().isNull() || dataset.space().shape().cells() != 1) {
      throw file.source()
          .corrupt(
              dataset.header().object(), dataset.header().position(), "not exactly one element");
    }
  }

  /**
   * The bytes of a dataset of one element.
   *
   * @param position where they are; {@link Fields#UNDEFINED} when they cannot be written there
   */
  private record Room(byte[] bytes, long position) {}

  private Room room(Dataset dataset, int largest) {
    String object = dataset.header().object();
    int size = dataset.type().size();
    if (size > largest) {
      throw file.source().corrupt(object, dataset.header().position(), size + " bytes");
    }
    return switch (dataset.layout()) {
      case DataLayout.Contiguous run ->
          run.address() == Fields.UNDEFINED
              ? new Room(new byte[size], Fields.UNDEFINED)
              : new Room(file.bytes(object, run.address(), size), run.address());
      case DataLayout.Compact compact -> new Room(compact.bytes(), compact.address());
      case DataLayout.Chunked chunked -> throw file.source().unsupported(object, "chunks");
      case DataLayout.Unsupported other -> throw file.source().unsupported(object, other.feature());
    };
  }

  private StoredCells data(long position) {
    Dataset dataset = dataset("data", position);
    if (dataset.space().isNull()) {
      throw file.source().corrupt("data", position, "a dataset without elements");
    }
    Fill fill = fill(dataset);
    return new StoredCells(
        dataset.type(),
        dataset.space().shape(),
        dataset.layout(),
        fill.value(),
        fill.isOwn(),
        dataset.space().isExtendable(),
        dataset.hasAttributes(),
        place(dataset.header()));
  }

  /** The value of cells without storage, and whether the file has one of its own. */
  private record Fill(Optional<byte[]> value, boolean isOwn) {
    static final Fill UNDEFINED = new Fill(Optional.empty(), false);
  }

  /** The file's fill value (HDF5 file format, section IV.A.2.f): zeros unless one was set. */
  private Fill fill(Dataset dataset) {
    Fill zeros = new Fill(Optional.of(new byte[dataset.type().size()]), false);
    Optional<ObjectHeader.Message> message = dataset.header().find(ObjectHeader.FILL);
    if (message.isEmpty()) {
      return zeros;
    }
    if (message.get().isShared()) {
      return Fill.UNDEFINED;
    }
    Fields fields = message.get().body();
    int version = fields.u8();
    if (version == 3) {
      int flags = fields.u8();
      if ((flags & 0x20) == 0) {
        return (flags & 0x10) == 0 ? zeros : Fill.UNDEFINED;
      }
    } else {
      fields.skip(2);
      boolean isDefined = fields.u8() != 0;
      if (version == 2 && !isDefined) {
        return Fill.UNDEFINED;
      }
    }
    long size = fields.u32();
    if (size == 0) {
      return zeros;
    }
    if (size != dataset.type().size()) {
      throw fields.corrupt("a fill value of " + size + " bytes");
    }
    return new Fill(Optional.of(fields.bytes((int) size)), true);
  }
}
