package io.hypertile.hdf5;

import java.util.Optional;

/** Parses datasets of any name: their headers, types, shapes, layouts and fill values. */
final class DatasetParser {
  private static final int IN_OBJECT = 2;

  private final MetadataReader file;

  DatasetParser(MetadataReader file) {
    this.file = file;
  }

  /** The parts of any dataset. */
  record Parts(
      ObjectHeader header,
      boolean hasAttributes,
      Dataspace space,
      Datatype type,
      DataLayout layout) {}

  /**
   * The dataset at a position.
   *
   * @param mayBeNamed whether its type may be one that the file has a name for
   */
  Parts parse(String object, long position, boolean mayBeNamed) {
    return parse(ObjectHeader.parse(file, object, position), mayBeNamed);
  }

  /** The dataset of a header. */
  Parts parse(ObjectHeader header, boolean mayBeNamed) {
    Dataspace space =
        Dataspace.parse(header.require(file, ObjectHeader.DATASPACE, "dataspace").body());
    Datatype type = type(header, mayBeNamed);
    if (space.shape().cells() > Long.MAX_VALUE / type.size()) {
      throw file.source()
          .corrupt(header.object(), header.position(), "cells of 2^63 bytes or more");
    }
    DataLayout layout = new DataLayoutParser(file, header, space, type).parse();
    return new Parts(header, header.hasAttributes(), space, type, layout);
  }

  private Datatype type(ObjectHeader header, boolean mayBeNamed) {
    Optional<ObjectHeader.Message> message = header.find(ObjectHeader.DATATYPE);
    if (!mayBeNamed || message.isEmpty() || !message.get().isShared()) {
      return DatatypeParser.parse(header.require(file, ObjectHeader.DATATYPE, "datatype").body());
    }
    return named(file, header.object(), message.get().body());
  }

  /**
   * The type that a shared message leads to (HDF5 file format, IV.A.2).
   *
   * @param shared a cursor at the message
   */
  static Datatype named(MetadataReader file, String object, Fields shared) {
    int version = shared.u8();
    int kind = shared.u8();
    if (version == 3 && kind != IN_OBJECT) {
      throw file.source().unsupported(object, "a datatype shared between objects in a heap");
    }
    if (version < 1 || version > 3) {
      throw shared.corrupt("a shared message of version " + version);
    }
    shared.skip(version == 1 ? 6 : 0);
    ObjectHeader named = ObjectHeader.parse(file, object + ": datatype", shared.definedAddress());
    return DatatypeParser.parse(named.require(file, ObjectHeader.DATATYPE, "datatype").body());
  }

  /** The cells of a dataset that has some. */
  StoredCells cells(Parts dataset) {
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

  /** Places of the messages of a dataset that has all of them. */
  static ArrayFile.DatasetHeader place(ObjectHeader header) {
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

  /** The value of cells without storage, and whether the file has one of its own. */
  private record Fill(Optional<byte[]> value, boolean isOwn) {
    static final Fill UNDEFINED = new Fill(Optional.empty(), false);
  }

  /** The file's fill value (HDF5 file format, section IV.A.2.f): zeros unless one was set. */
  private static Fill fill(Parts dataset) {
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
