package io.hypertile.zarr;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Documents of format 3, read. */
final class ZarrV3 {
  private static final int MOST_CODECS = 64;

  private static final Set<String> OF_ARRAYS =
      Set.of(
          "zarr_format",
          "node_type",
          "shape",
          "data_type",
          "chunk_grid",
          "chunk_key_encoding",
          "fill_value",
          "codecs",
          "attributes",
          "storage_transformers",
          "dimension_names");

  private static final Set<String> OF_GROUPS =
      Set.of("zarr_format", "node_type", "attributes", "consolidated_metadata");

  private ZarrV3() {}

  static NodeDocument node(Member member) {
    member.get("zarr_format").whole(3, 3);
    Member type = member.get("node_type");
    return switch (type.text()) {
      case "array" -> array(member);
      case "group" -> group(member);
      default -> throw type.fault("it is neither \"array\" nor \"group\"");
    };
  }

  static ArrayDocument array(Member member) {
    requireUnderstood(member, OF_ARRAYS);
    Shape shape = member.get("shape").shape(0);
    ZarrType type = ZarrTypes.parse(member.get("data_type"));
    ChunkGrid grid = grid(member.get("chunk_grid"), shape, type);
    ZarrFill fill = ZarrFills.parse(member.get("fill_value"), type);
    ChunkKeys keys = keys(member.get("chunk_key_encoding"));
    List<CodecSpec> codecs = codecs(member.get("codecs"));
    member.find("attributes").ifPresent(Member::object);
    Optional<Member> transformers = member.find("storage_transformers");
    if (transformers.isPresent() && !transformers.get().list().isEmpty()) {
      throw transformers.get().unsupported("a storage transformer");
    }
    return new ArrayDocument(
        new ArraySpecification(grid, type, Optional.of(fill), keys, codecs),
        names(member, shape.rank()),
        member.object(),
        3);
  }

  /** Members that nobody here knows must say that they need not be understood. */
  private static void requireUnderstood(Member member, Set<String> known) {
    for (Map.Entry<String, JsonNode> own : member.object().properties()) {
      if (!known.contains(own.getKey())) {
        JsonNode flag = own.getValue().get("must_understand");
        if (flag == null || !flag.isBoolean() || flag.booleanValue()) {
          String name = own.getKey();
          throw member.unsupported(
              "a member \"" + (name.length() <= 60 ? name : name.substring(0, 60) + "…") + "\"");
        }
      }
    }
  }

  private static ChunkGrid grid(Member member, Shape shape, ZarrType type) {
    Member name = member.get("name");
    if (!name.text().equals("regular")) {
      throw name.unsupported("chunks that are not all of one shape");
    }
    return gridOf(member.get("configuration").get("chunk_shape"), shape, type);
  }

  /** The grid with chunks of a shape, if they can be counted and held. */
  static ChunkGrid gridOf(Member chunks, Shape shape, ZarrType type) {
    Shape chunkShape = chunks.shape(1);
    if (chunkShape.rank() != shape.rank()) {
      throw chunks.fault("it has " + chunkShape.rank() + " axes, the array " + shape.rank());
    }
    ChunkGrid grid = new ChunkGrid(shape, chunkShape);
    try {
      shape.cells();
      Math.multiplyExact(chunkShape.cells(), (long) type.cellBytes().orElse(1));
      grid.counts().cells();
    } catch (ArithmeticException e) {
      throw chunks.fault("cells, chunks or the bytes of a chunk are 2^63 or more", e);
    }
    return grid;
  }

  private static ChunkKeys keys(Member member) {
    Member name = member.node().isString() ? member : member.get("name");
    ChunkKeys.Form form =
        switch (name.text()) {
          case "default" -> ChunkKeys.Form.DEFAULT;
          case "v2" -> ChunkKeys.Form.V2;
          default -> throw name.unsupported("an encoding of the keys of chunks by another name");
        };
    Optional<Member> separator =
        member.node().isString()
            ? Optional.empty()
            : member.find("configuration").flatMap(c -> c.find("separator"));
    return new ChunkKeys(
        form, separator.map(ZarrV3::separator).orElse(form == ChunkKeys.Form.DEFAULT ? '/' : '.'));
  }

  static char separator(Member member) {
    String text = member.text();
    if (!text.equals("/") && !text.equals(".")) {
      throw member.fault("it is neither a slash nor a point");
    }
    return text.charAt(0);
  }

  private static List<CodecSpec> codecs(Member member) {
    List<Member> listed = member.list();
    if (listed.isEmpty() || listed.size() > MOST_CODECS) {
      throw member.fault("it does not list 1 to " + MOST_CODECS + " codecs");
    }
    return listed.stream().map(CodecSpec::parse).toList();
  }

  private static List<Optional<String>> names(Member member, int rank) {
    Optional<Member> names = member.find("dimension_names");
    if (names.isEmpty()) {
      return List.of();
    }
    List<Optional<String>> all = new ArrayList<>();
    for (Member name : names.get().list()) {
      all.add(name.node().isNull() ? Optional.empty() : Optional.of(name.text()));
    }
    if (all.size() != rank) {
      throw names.get().fault("it has " + all.size() + " names for " + rank + " axes");
    }
    return all;
  }

  private static GroupDocument group(Member member) {
    requireUnderstood(member, OF_GROUPS);
    member.find("attributes").ifPresent(Member::object);
    return new GroupDocument(consolidated(member), member.object(), 3);
  }

  private static Optional<Map<String, NodeDocument>> consolidated(Member member) {
    Optional<Member> found = member.find("consolidated_metadata");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Member kind = found.get().get("kind");
    if (!kind.text().equals("inline")) {
      throw kind.unsupported("consolidated metadata of another kind");
    }
    Member metadata = found.get().get("metadata");
    Map<String, NodeDocument> nodes = new LinkedHashMap<>();
    for (String path : metadata.object().propertyNames()) {
      Member node = metadata.get(path);
      if (!NodePaths.isPath(path)) {
        throw node.fault("it is no path below the group");
      }
      nodes.put(path, node(node));
    }
    return Optional.of(nodes);
  }
}
