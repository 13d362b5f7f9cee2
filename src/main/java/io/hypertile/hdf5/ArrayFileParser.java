package io.hypertile.hdf5;

import io.hypertile.error.CorruptDataException;
import java.util.Optional;

/**
 * Parses array files in every HDF5 form that Deker accepts (deker-layout.md, "Array files"),
 * read-only. Bytes that contradict the format throw {@link CorruptDataException}, legal forms
 * outside the profile {@code unsupported-storage}; nothing else is thrown whatever the file holds.
 */
public final class ArrayFileParser {
  private static final int LARGEST_META = 16 << 20;
  private final MetadataReader file;
  private final DatasetParser datasets;
  private boolean hasAttributes;

  private ArrayFileParser(MetadataReader file) {
    this.file = file;
    this.datasets = new DatasetParser(file);
  }

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

  private DatasetParser.Parts dataset(String object, long position) {
    // The type of cells may be one that the file has a name for, others are changed in place.
    DatasetParser.Parts parts = datasets.parse(object, position, object.equals("data"));
    hasAttributes |= parts.hasAttributes();
    return parts;
  }

  private ArrayFile.Meta meta(long position) {
    DatasetParser.Parts dataset = dataset("meta", position);
    requireOne(dataset);
    Room room = room(dataset, LARGEST_META);
    ArrayFile.DatasetHeader place = DatasetParser.place(dataset.header());
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
      case Datatype.Integer _,
          Datatype.Floating _,
          Datatype.Compound _,
          Datatype.Enumeration _,
          Datatype.Sequence _,
          Datatype.Reference _,
          Datatype.Other _ ->
          throw notText(dataset);
    };
  }

  private CorruptDataException notText(DatasetParser.Parts dataset) {
    return file.source().corrupt("meta", dataset.header().position(), "not a text");
  }

  private ArrayFile.EmptyCells emptyCells(long position) {
    DatasetParser.Parts dataset = dataset("empty_cells", position);
    requireOne(dataset);
    if (!(dataset.type() instanceof Datatype.Integer type)) {
      throw file.source().corrupt("empty_cells", position, "not an integer");
    }
    Room room = room(dataset, 8);
    long value = DatatypeParser.number(type, room.bytes());
    return new ArrayFile.EmptyCells(value, room.position(), type.size(), type.order());
  }

  private void requireOne(DatasetParser.Parts dataset) {
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

  private Room room(DatasetParser.Parts dataset, int largest) {
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
    DatasetParser.Parts dataset = dataset("data", position);
    if (dataset.space().isNull()) {
      throw file.source().corrupt("data", position, "a dataset without elements");
    }
    return datasets.cells(dataset);
  }
}
