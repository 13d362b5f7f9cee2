package io.hypertile.zarr;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Document of an array. Members that are not known here are kept. Immutable. */
public final class ArrayDocument implements NodeDocument {
  private final ArraySpecification specification;
  private final List<Optional<String>> dimensionNames;
  private final ObjectNode source;
  private final int format;

  /**
   * An array.
   *
   * @param dimensionNames one for each axis, or none at all
   * @param source the document of format 3; for format 2 the attributes alone
   * @param format 2 or 3
   */
  ArrayDocument(
      ArraySpecification specification,
      List<Optional<String>> dimensionNames,
      ObjectNode source,
      int format) {
    this.specification = specification;
    this.dimensionNames = List.copyOf(dimensionNames);
    this.source = source;
    this.format = format;
  }

  /**
   * The document of a new array.
   *
   * @param dimensionNames one for each axis, or none at all
   * @throws io.hypertile.error.ServiceException {@code corrupt-data} if the parts do not fit
   */
  public static ArrayDocument create(
      ArraySpecification specification,
      List<Optional<String>> dimensionNames,
      ObjectNode attributes) {
    ObjectNode document = ZarrJson.object();
    putShape(document, "shape", specification.grid().shape());
    document.set("data_type", ZarrTypes.json(specification.type()));
    ObjectNode grid = document.putObject("chunk_grid").put("name", "regular");
    putShape(grid.putObject("configuration"), "chunk_shape", specification.grid().chunkShape());
    ChunkKeys keys = specification.keys();
    document
        .putObject("chunk_key_encoding")
        .put("name", keys.form() == ChunkKeys.Form.DEFAULT ? "default" : "v2")
        .putObject("configuration")
        .put("separator", String.valueOf(keys.separator()));
    document.set(
        "fill_value", ZarrFills.json(specification.fill().orElseThrow(), specification.type()));
    ArrayNode codecs = document.putArray("codecs");
    specification.codecs().forEach(codec -> codecs.add(codec.json()));
    document.set("attributes", attributes.deepCopy());
    if (!dimensionNames.isEmpty()) {
      ArrayNode names = document.putArray("dimension_names");
      dimensionNames.forEach(name -> names.add(name.orElse(null)));
    }
    document.put("zarr_format", 3).put("node_type", "array").putArray("storage_transformers");
    return ZarrV3.array(Member.of("new array", document));
  }

  private static void putShape(ObjectNode object, String name, Shape shape) {
    ArrayNode lengths = object.putArray(name);
    shape.toList().forEach(lengths::add);
  }

  /** The part needed to find and decode its chunks. */
  public ArraySpecification specification() {
    return specification;
  }

  /** A name for each axis that has one, or none at all. */
  public List<Optional<String>> dimensionNames() {
    return dimensionNames;
  }

  /** The format of its document: 2 or 3. Those of format 2 are only read. */
  public int format() {
    return format;
  }

  @Override
  public ObjectNode attributes() {
    return source.get("attributes") instanceof ObjectNode own ? own.deepCopy() : ZarrJson.object();
  }

  /** The same array with another shape, of as many axes. */
  public ArrayDocument withShape(Shape shape) {
    ObjectNode changed = writable();
    putShape(changed, "shape", shape);
    return ZarrV3.array(Member.of(NAME, changed));
  }

  /**
   * The same array with another fill value, of which chunks that are stored know nothing.
   *
   * @param fill as documents of format 3 spell it
   * @throws io.hypertile.error.ServiceException {@code corrupt-data} if its type has no such value
   */
  public ArrayDocument withFill(JsonNode fill) {
    ObjectNode changed = writable();
    changed.set("fill_value", fill);
    return ZarrV3.array(Member.of(NAME, changed));
  }

  /** The same array with other attributes. */
  public ArrayDocument withAttributes(ObjectNode attributes) {
    ObjectNode changed = writable();
    changed.set("attributes", attributes.deepCopy());
    return ZarrV3.array(Member.of(NAME, changed));
  }

  @Override
  public byte[] bytes() {
    return ZarrJson.write(writable());
  }

  JsonNode json() {
    return writable();
  }

  private ObjectNode writable() {
    if (format != 3) {
      throw new IllegalStateException("documents of format 2 are only read");
    }
    return source.deepCopy();
  }

  /** The grid of its chunks. */
  public ChunkGrid grid() {
    return specification.grid();
  }
}
