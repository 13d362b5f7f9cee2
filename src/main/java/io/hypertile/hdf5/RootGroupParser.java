package io.hypertile.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the root group: symbol tables (HDF5 file format, sections III.A.1, III.B, III.D) and link
 * messages, kept in the header or in a fractal heap.
 */
final class RootGroupParser {
  static final String OBJECT = "root group";
  private static final Set<String> NAMES = Set.of("meta", "empty_cells", "data");
  private static final int GROUP_NODE = 0;
  private static final int MOST_LINKS = 1 << 16;
  private static final int MOST_LEVELS = 16;
  private static final int LARGEST_PATCHABLE_HEAP = 1 << 16;

  private final MetadataReader file;
  private final int groupLeaf;
  private final Predicate<String> wanted;
  private final Map<String, Long> headers = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();
  private boolean hasOtherLinks;
  private long heapData;
  private long heapFree;
  private byte[] heapBytes = new byte[0];

  private RootGroupParser(MetadataReader file, int groupLeaf, Predicate<String> wanted) {
    this.file = file;
    this.groupLeaf = groupLeaf;
    this.wanted = wanted;
  }

  /**
   * Positions of all objects that a group leads to, in the order of creation where the file keeps
   * it, otherwise by name; {@link Fields#UNDEFINED} for links that do not lead to one.
   *
   * @param header a header of which nothing was asked yet
   */
  static Map<String, Long> links(MetadataReader file, ObjectHeader header) {
    RootGroupParser parser = new RootGroupParser(file, 0, name -> true);
    parser.parse(header);
    List<String> names = new ArrayList<>(parser.headers.keySet());
    names.sort(
        Comparator.<String>comparingLong(name -> parser.numbers.getOrDefault(name, 0L))
            .thenComparing(Comparator.naturalOrder()));
    Map<String, Long> ordered = new LinkedHashMap<>();
    names.forEach(name -> ordered.put(name, parser.headers.getOrDefault(name, Fields.UNDEFINED)));
    return ordered;
  }

  /** A symbol node. */
  private record Node(long position, List<SymbolTable.Link> entries) {}

  static RootGroup parse(MetadataReader file, Superblock superblock) {
    ObjectHeader header = ObjectHeader.parse(file, OBJECT, superblock.rootHeader());
    return new RootGroupParser(file, superblock.groupLeaf(), NAMES::contains).parse(header);
  }

  private RootGroup parse(ObjectHeader header) {
    boolean hasAttributes = header.hasAttributes();
    Optional<ObjectHeader.Message> table = header.find(ObjectHeader.SYMBOL_TABLE);
    if (table.isPresent()) {
      Fields fields = table.get().body();
      long tree = fields.definedAddress();
      long heap = fields.definedAddress();
      readHeap(heap);
      readTree(tree, -1);
      return new RootGroup(
          Map.copyOf(headers), patchable(tree, heap), hasOtherLinks, hasAttributes);
    }
    Optional<ObjectHeader.Message> info = header.find(ObjectHeader.LINK_INFO);
    if (info.isEmpty()) {
      throw file.source().corrupt(OBJECT, header.position(), "neither symbol table nor links");
    }
    readDense(info.get().body());
    for (ObjectHeader.Message message : header.messages()) {
      if (message.type() == ObjectHeader.LINK) {
        readLink(message.body());
      }
    }
    return new RootGroup(Map.copyOf(headers), Optional.empty(), hasOtherLinks, hasAttributes);
  }

  private void readHeap(long position) {
    Fields fields = file.fields(OBJECT + ": local heap", position, 32);
    fields.expect("HEAP");
    if (fields.u8() != 0) {
      throw fields.corrupt("a heap of an unknown version");
    }
    fields.skip(3);
    long size = fields.length();
    heapFree = fields.length();
    heapData = fields.definedAddress();
    heapBytes = file.bytes(OBJECT + ": local heap", heapData, size);
  }

  private void readTree(long position, int wantedLevel) {
    requireFresh(position);
    Fields head = file.fields(OBJECT + ": B-tree", position, 24);
    head.expect("TREE");
    if (head.u8() != GROUP_NODE) {
      throw head.corrupt("not a node of a group");
    }
    int level = head.u8();
    if (wantedLevel >= 0 ? level != wantedLevel : level > MOST_LEVELS) {
      throw head.corrupt("a node of level " + level + " stands where it cannot");
    }
    int entries = head.u16();
    Fields fields = file.fields(OBJECT + ": B-tree", position + 24, 16L * entries + 8);
    for (int i = 0; i < entries; i++) {
      fields.skip(8);
      long child = fields.definedAddress();
      if (level > 0) {
        readTree(child, level - 1);
      } else {
        readNode(child);
      }
    }
  }

  private void readNode(long position) {
    requireFresh(position);
    Fields head = file.fields(OBJECT + ": symbol node", position, SymbolTable.NODE_HEAD);
    head.expect("SNOD");
    head.skip(2);
    int count = head.u16();
    Fields fields =
        file.fields(
            OBJECT + ": symbol node",
            position + SymbolTable.NODE_HEAD,
            (long) count * SymbolTable.ENTRY_SIZE);
    List<SymbolTable.Link> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = fields.slice(SymbolTable.ENTRY_SIZE).bytes(SymbolTable.ENTRY_SIZE);
      Fields entry = new Fields(file, OBJECT, bytes, fields.position() - SymbolTable.ENTRY_SIZE);
      String name = heapName(entry);
      long header = entry.address();
      long cache = entry.u32();
      if (wanted.test(name)) {
        link(entry, name, cache == 2 ? Fields.UNDEFINED : header);
      } else {
        hasOtherLinks = true;
      }
      entries.add(new SymbolTable.Link(name, bytes));
    }
    nodes.add(new Node(position, entries));
  }

  private String heapName(Fields entry) {
    long offset = entry.length();
    if (offset >= heapBytes.length) {
      throw entry.corrupt("a name at " + offset + " of a heap of " + heapBytes.length + " bytes");
    }
    int end = (int) offset;
    while (end < heapBytes.length && heapBytes[end] != 0) {
      end++;
    }
    if (end == heapBytes.length) {
      throw entry.corrupt("a name without end");
    }
    return new String(heapBytes, (int) offset, end - (int) offset, StandardCharsets.UTF_8);
  }

  private void link(Fields at, String name, long header) {
    if (headers.put(name, header) != null) {
      throw at.corrupt("two links " + name);
    }
    if (headers.size() > MOST_LINKS) {
      throw file.source().unsupported(OBJECT, "more than " + MOST_LINKS + " links");
    }
  }

  private void requireFresh(long position) {
    if (!seen.add(position)) {
      throw file.source().corrupt(OBJECT, position, "a node is reached twice");
    }
  }

  private Optional<SymbolTable> patchable(long tree, long heap) {
    if (nodes.size() != 1 || heapBytes.length > LARGEST_PATCHABLE_HEAP || seen.size() != 2) {
      return Optional.empty();
    }
    Node node = nodes.getFirst();
    return Optional.of(
        new SymbolTable(
            tree,
            heap,
            heapData,
            heapBytes,
            heapFree,
            node.position(),
            2 * groupLeaf,
            List.copyOf(node.entries())));
  }

  private void readDense(Fields info) {
    info.skip(1);
    int flags = info.u8();
    info.skip((flags & 1) != 0 ? 8 : 0);
    long heap = info.address();
    if (heap != Fields.UNDEFINED) {
      ForeignLinks.read(file, heap, info.definedAddress()).forEach(this::readLink);
    }
  }

  private void readLink(Fields fields) {
    if (fields.u8() != 1) {
      throw fields.corrupt("a link of an unknown version");
    }
    int flags = fields.u8();
    int kind = (flags & 0x08) != 0 ? fields.u8() : 0;
    long number = (flags & 0x04) != 0 ? fields.i64() : 0;
    fields.skip((flags & 0x10) != 0 ? 1 : 0);
    long length = fields.unsigned(1 << (flags & 3));
    if (length > fields.remaining()) {
      throw fields.corrupt("a name of " + length + " bytes");
    }
    String name = new String(fields.bytes((int) length), StandardCharsets.UTF_8);
    if (wanted.test(name)) {
      link(fields, name, kind == 0 ? fields.definedAddress() : Fields.UNDEFINED);
      numbers.put(name, number);
    } else {
      hasOtherLinks = true;
    }
  }
}
