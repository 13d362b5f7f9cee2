package io.hypertile.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parses attributes, versions 1 to 3 of their message, in a header or in a fractal heap (HDF5 file
 * format, sections IV.A.2.m and IV.A.2.v).
 */
final class AttributeParser {
  private static final int MOST_ATTRIBUTES = 1 << 16;
  private static final int NAME_RECORD = 8;
  private static final int HEAP_ID = 8;

  private final MetadataReader file;
  private final String object;
  private final List<StoredAttribute> attributes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private AttributeParser(MetadataReader file, String object) {
    this.file = file;
    this.object = object;
  }

  /**
   * All attributes of an object, in the order in which they were made where the file keeps it.
   *
   * @param header a header of which nothing was asked yet
   */
  static List<StoredAttribute> parse(MetadataReader file, ObjectHeader header) {
    AttributeParser parser = new AttributeParser(file, header.object());
    for (ObjectHeader.Message message : header.messages()) {
      if (message.type() == ObjectHeader.ATTRIBUTE) {
        if (message.isShared()) {
          throw file.source().unsupported(header.object(), "an attribute shared between objects");
        }
        parser.add(message.body());
      }
    }
    Optional<ObjectHeader.Message> info = header.find(ObjectHeader.ATTRIBUTE_INFO);
    info.ifPresent(message -> parser.addDense(message.body()));
    return List.copyOf(parser.attributes);
  }

  /** An attribute in a heap, and its number in the order of creation. */
  private record Numbered(long number, Fields message) {}

  private void addDense(Fields info) {
    info.skip(1);
    info.skip((info.u8() & 1) != 0 ? 2 : 0);
    long heap = info.address();
    if (heap == Fields.UNDEFINED) {
      return;
    }
    String what = object + ": attributes in a fractal heap";
    RecordTree tree = RecordTree.open(file, what, info.definedAddress());
    if (tree.type() != NAME_RECORD || tree.recordSize() < HEAP_ID + 1 + 4 + 4) {
      throw info.corrupt("records of type " + tree.type());
    }
    if (tree.total() > MOST_ATTRIBUTES) {
      throw file.source().unsupported(what, "more than " + MOST_ATTRIBUTES + " attributes");
    }
    FractalHeap objects = new FractalHeap(file, what, heap);
    List<Numbered> found = new ArrayList<>();
    tree.forEach(entry -> {
      if (found.size() == MOST_ATTRIBUTES) {
        throw entry.corrupt("more attributes than there are");
      }
      Fields message = objects.get(entry.slice(HEAP_ID));
      if ((entry.u8() & 2) != 0) {
        throw file.source().unsupported(what, "an attribute shared between objects");
      }
      found.add(new Numbered(entry.u32(), message));
    });
    found.sort(Comparator.comparingLong(Numbered::number));
    found.forEach(each -> add(each.message()));
  }

  private void add(Fields fields) {
    int version = fields.u8();
    int flags = fields.u8();
    int nameSize = fields.u16();
    int typeSize = fields.u16();
    int spaceSize = fields.u16();
    if (version < 1 || version > 3) {
      throw fields.corrupt("an attribute of version " + version);
    }
    fields.skip(version == 3 ? 1 : 0);
    byte[] name =
        DatatypeParser.unpad(
            fields.bytes(padded(version, nameSize)), Datatype.Padding.NUL_TERMINATED);
    Fields type = fields.slice(padded(version, typeSize));
    Fields space = fields.slice(padded(version, spaceSize));
    if (version > 1 && (flags & 2) != 0) {
      throw file.source().unsupported(object, "a dataspace shared between objects");
    }
    boolean isNamed = version > 1 && (flags & 1) != 0;
    Datatype datatype =
        isNamed ? DatasetParser.named(file, object, type) : DatatypeParser.parse(type);
    Dataspace dataspace = Dataspace.parse(space);
    long cells = dataspace.isNull() ? 0 : dataspace.shape().cells();
    if (cells > fields.remaining() / datatype.size()) {
      throw fields.corrupt(cells + " values in " + fields.remaining() + " bytes");
    }
    String text = new String(name, StandardCharsets.UTF_8);
    if (!names.add(text)) {
      throw fields.corrupt("two attributes of one name");
    }
    attributes.add(
        new StoredAttribute(
            text,
            datatype,
            dataspace.shape(),
            dataspace.isNull(),
            fields.bytes((int) (cells * datatype.size()))));
  }

  private static int padded(int version, int size) {
    return version == 1 ? size + 7 & ~7 : size;
  }
}
