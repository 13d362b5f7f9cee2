package io.hypertile.zarr;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Documents of format 2, read, with codecs in the words of format 3. */
public final class ZarrV2 {
  /** Name of the document of an array. */
  public static final String ARRAY = ".zarray";

  /** Name of the document of a group. */
  public static final String GROUP = ".zgroup";

  /** Name of the attributes of either. */
  public static final String ATTRIBUTES = ".zattrs";

  /** Name of the document that holds those of all nodes below. */
  public static final String CONSOLIDATED = ".zmetadata";

  private ZarrV2() {}

  /**
   * Reads an array.
   *
   * @param name name of its document in messages
   * @param attributes bytes of its attributes; null if it has none
   * @throws io.hypertile.error.ServiceException as {@link NodeDocument#parse}
   */
  public static ArrayDocument array(String name, byte[] document, byte @Nullable [] attributes) {
    return array(Member.of(name, ZarrJson.parse(name, document)), attributes(name, attributes));
  }

  /** Reads a group, as {@link #array}. */
  public static GroupDocument group(String name, byte[] document, byte @Nullable [] attributes) {
    return group(Member.of(name, ZarrJson.parse(name, document)), attributes(name, attributes));
  }

  /**
   * Reads consolidated metadata: documents by paths, that of the group itself under the empty one.
   *
   * @param name name of the document in messages
   * @throws io.hypertile.error.ServiceException as {@link NodeDocument#parse}
   */
  public static Map<String, NodeDocument> consolidated(String name, byte[] document) {
    Member root = Member.of(name, ZarrJson.parse(name, document));
    root.get("zarr_consolidated_format").whole(1, 1);
    Member metadata = root.get("metadata");
    Map<String, NodeDocument> nodes = new LinkedHashMap<>();
    for (String key : metadata.object().propertyNames()) {
      int slash = key.lastIndexOf('/');
      String path = key.substring(0, Math.max(0, slash));
      String file = key.substring(slash + 1);
      Member own = metadata.get(key);
      if (!path.isEmpty() && !NodePaths.isPath(path)) {
        throw own.fault("it is no path below the group");
      }
      ObjectNode attributes =
          metadata
              .find(path.isEmpty() ? ATTRIBUTES : path + "/" + ATTRIBUTES)
              .map(Member::object)
              .orElseGet(ZarrJson::object);
      switch (file) {
        case ARRAY -> nodes.put(path, array(own, attributes));
        case GROUP -> nodes.put(path, group(own, attributes));
        case ATTRIBUTES -> {}
        default -> throw own.fault("it is no document of a node");
      }
    }
    return nodes;
  }

  private static ObjectNode attributes(String name, byte @Nullable [] bytes) {
    return bytes == null ? ZarrJson.object() : ZarrJson.parse(name + " attributes", bytes);
  }

  private static GroupDocument group(Member member, ObjectNode attributes) {
    member.get("zarr_format").whole(2, 2);
    return new GroupDocument(Optional.empty(), inSource(attributes), 2);
  }

  private static ArrayDocument array(Member member, ObjectNode attributes) {
    member.get("zarr_format").whole(2, 2);
    Shape shape = member.get("shape").shape(0);
    V2Filters filters = V2Filters.parse(member);
    V2Type type = V2Type.parse(member.get("dtype"), filters.cellsCodec());
    ChunkGrid grid = ZarrV3.gridOf(member.get("chunks"), shape, type.type());
    Optional<ZarrFill> fill = member.find("fill_value").map(value -> V2Type.fill(value, type));
    char separator = member.find("dimension_separator").map(ZarrV3::separator).orElse('.');
    List<CodecSpec> codecs = filters.codecs(type, isColumnMajor(member), shape.rank());
    return new ArrayDocument(
        new ArraySpecification(
            grid, type.type(), fill, new ChunkKeys(ChunkKeys.Form.V2, separator), codecs),
        List.of(),
        inSource(attributes),
        2);
  }

  private static boolean isColumnMajor(Member member) {
    Member order = member.get("order");
    return switch (order.text()) {
      case "C" -> false;
      case "F" -> true;
      default -> throw order.fault("it is neither \"C\" nor \"F\"");
    };
  }

  private static ObjectNode inSource(ObjectNode attributes) {
    ObjectNode source = ZarrJson.object();
    source.set("attributes", attributes);
    return source;
  }
}
