package io.hypertile.zarr;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Document of a group. Members that are not known here are kept. Immutable. */
public final class GroupDocument implements NodeDocument {
  private final Optional<Map<String, NodeDocument>> consolidated;
  private final ObjectNode source;
  private final int format;

  /**
   * A group.
   *
   * @param consolidated documents of all nodes below, by paths relative to it; empty if it has none
   * @param source the document of format 3; for format 2 the attributes alone
   * @param format 2 or 3
   */
  GroupDocument(Optional<Map<String, NodeDocument>> consolidated, ObjectNode source, int format) {
    this.consolidated =
        consolidated.map(nodes -> Collections.unmodifiableMap(new LinkedHashMap<>(nodes)));
    this.source = source;
    this.format = format;
  }

  /** The document of a new group. */
  public static GroupDocument create(ObjectNode attributes) {
    ObjectNode document = ZarrJson.object();
    document.set("attributes", attributes.deepCopy());
    document.put("zarr_format", 3).put("node_type", "group");
    return new GroupDocument(Optional.empty(), document, 3);
  }

  /**
   * Documents of all nodes below, by paths relative to the group, such as {@code a/b}, as they were
   * when it was written; empty if it holds none.
   */
  public Optional<Map<String, NodeDocument>> consolidated() {
    return consolidated;
  }

  /** The format of its document: 2 or 3. Those of format 2 are only read. */
  public int format() {
    return format;
  }

  @Override
  public ObjectNode attributes() {
    return source.get("attributes") instanceof ObjectNode own ? own.deepCopy() : ZarrJson.object();
  }

  /** The same group with other attributes. */
  public GroupDocument withAttributes(ObjectNode attributes) {
    ObjectNode changed = writable();
    changed.set("attributes", attributes.deepCopy());
    return new GroupDocument(consolidated, changed, format);
  }

  /**
   * The same group with the documents of all nodes below in it.
   *
   * @param nodes documents by paths relative to the group
   */
  public GroupDocument withConsolidated(Map<String, NodeDocument> nodes) {
    ObjectNode own = writable();
    own.remove("consolidated_metadata");
    own.remove("node_type");
    ObjectNode members = putConsolidated(own);
    Map<String, NodeDocument> ordered = new LinkedHashMap<>();
    nodes.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, NodeDocument> node) -> depth(node.getKey()))
                .thenComparing(Map.Entry::getKey))
        .forEach(node -> ordered.put(node.getKey(), node.getValue()));
    ordered.forEach((path, node) -> {
      switch (node) {
        case ArrayDocument array -> members.set(path, array.json());
        case GroupDocument group -> members.set(path, group.member());
      }
    });
    own.put("node_type", "group");
    return new GroupDocument(Optional.of(ordered), own, format);
  }

  private static long depth(String path) {
    return path.chars().filter(c -> c == '/').count();
  }

  private static ObjectNode putConsolidated(ObjectNode group) {
    return group
        .putObject("consolidated_metadata")
        .put("kind", "inline")
        .put("must_understand", false)
        .putObject("metadata");
  }

  /** The document as a part of that of a group above, which lists the nodes below already. */
  private ObjectNode member() {
    ObjectNode own = writable();
    own.remove("consolidated_metadata");
    own.remove("node_type");
    putConsolidated(own);
    return own.put("node_type", "group");
  }

  @Override
  public byte[] bytes() {
    return ZarrJson.write(writable());
  }

  private ObjectNode writable() {
    if (format != 3) {
      throw new IllegalStateException("documents of format 2 are only read");
    }
    return source.deepCopy();
  }
}
