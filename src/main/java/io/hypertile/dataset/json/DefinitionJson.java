package io.hypertile.dataset.json;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.CodecSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Definitions of arrays in documents (atlas-rules.md 15 to 28), both ways. */
public final class DefinitionJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final String NAME = "name";
  private static final String DTYPE = "dtype";
  private static final String DIMENSIONS = "dimensions";
  private static final String SHAPE = "shape";
  private static final String CHUNKS = "chunk_shape";
  private static final String FILL = "fill_value";
  private static final String CODECS = "codecs";
  private static final String ATTRIBUTES = "attributes";
  private static final List<String> MEMBERS =
      List.of(NAME, DTYPE, DIMENSIONS, SHAPE, CHUNKS, FILL, CODECS, ATTRIBUTES);

  /** Members that arrays are shown with, passed over when a document of one comes in. */
  private static final List<String> SHOWN = List.of("statistics", "version", "dataset", "zarr");

  /** Most axes, as many as NumPy knows. */
  private static final int MOST_AXES = 32;

  private static final int NAME_BYTES = 250;

  private DefinitionJson() {}

  /**
   * Reads a definition.
   *
   * @param others names of other members that the document may have, which the caller reads
   * @throws ServiceException {@code invalid-name} for the name of the array, otherwise with the
   *     code of the document; with a {@code pointer} to the member at fault
   */
  public static ArrayDefinition parse(JsonCursor at, String... others) {
    at.requireObject("the definition of an array");
    at.refuseUnknown(Stream.concat(MEMBERS.stream(), Stream.of(others)).toList(), SHOWN, true);
    ArrayName name = name(at.require(NAME, "the name of the array"));
    CellType type = CellTypeNames.require(at.require(DTYPE, "the name of a dtype"));
    List<String> dimensions =
        dimensions(at.require(DIMENSIONS, "a list of names, one for each axis"));
    JsonCursor lengths = at.require(SHAPE, "a list of lengths, one for each dimension");
    Shape shape = shape(lengths, dimensions.size(), 0);
    requireCountable(lengths, shape, type);
    Shape chunks =
        at.findGiven(CHUNKS)
            .map(given -> chunks(given, dimensions.size(), type))
            .orElseGet(() -> ChunkChoice.of(shape, type));
    Optional<FillValue> fill = at.findGiven(FILL).map(given -> FillJson.parse(given, type));
    Optional<List<CodecSpec>> codecs =
        at.findGiven(CODECS).map(given -> CodecsJson.parse(given, type));
    TypedAttributes attributes =
        at.findGiven(ATTRIBUTES).map(TypedAttributesJson::parse).orElse(TypedAttributes.NONE);
    return new ArrayDefinition(name, type, dimensions, shape, chunks, fill, codecs, attributes);
  }

  private static ArrayName name(JsonCursor at) {
    String text = at.requireText("the name of the array", Integer.MAX_VALUE);
    try {
      return new ArrayName(text);
    } catch (ServiceException e) {
      throw e.with("pointer", at.pointer());
    }
  }

  private static List<String> dimensions(JsonCursor at) {
    at.requireList("a list of names, one for each axis");
    if (at.size() > MOST_AXES) {
      throw at.fault(
          "%s has %d names, and arrays have at most %d axes."
              .formatted(at.subject(), at.size(), MOST_AXES),
          Map.of("limit", MOST_AXES));
    }
    Set<String> names = new LinkedHashSet<>();
    for (int axis = 0; axis < at.size(); axis++) {
      JsonCursor item = at.item(axis);
      String name = item.requireText("the name of an axis", NAME_BYTES);
      if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
        throw item.wrong("text that is not blank and has no control characters");
      }
      if (!names.add(name)) {
        throw item.fault(
            "%s is %s, as another axis is called; give each axis of an array a name of its own."
                .formatted(item.subject(), item.shown()));
      }
    }
    return List.copyOf(names);
  }

  /**
   * Reads lengths of axes.
   *
   * @param rank the number of them that there must be
   * @param least the least length that one may have
   */
  static Shape shape(JsonCursor at, int rank, long least) {
    String accepted = "a list of %d whole numbers, one for each dimension".formatted(rank);
    at.requireList(accepted);
    if (at.size() != rank) {
      throw at.fault(
          "%s has %d numbers, and the array has %d dimensions; give one for each."
              .formatted(at.subject(), at.size(), rank),
          Map.of("expected", rank, "found", at.size()));
    }
    long[] lengths = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      lengths[axis] = at.item(axis).requireLong(least, Long.MAX_VALUE);
    }
    return Shape.of(lengths);
  }

  /**
   * Reads a longer shape of an array: {@code {"shape": [...]}}.
   *
   * @throws ServiceException with a {@code pointer} if it is no shape of the array's rank
   */
  public static Shape shape(JsonCursor at, ArrayDefinition definition) {
    Shape shape = shape(at, definition.shape().rank(), 0);
    requireCountable(at, shape, definition.dtype());
    return shape;
  }

  private static void requireCountable(JsonCursor at, Shape shape, CellType type) {
    try {
      shape.bytes(type);
    } catch (ArithmeticException e) {
      throw at.fault(
          "%s is a shape with more cells than can be counted in 63 bits; give smaller lengths."
              .formatted(at.subject()));
    }
  }

  private static Shape chunks(JsonCursor at, int rank, CellType type) {
    Shape chunks = shape(at, rank, 1);
    if (!ChunkChoice.isPossible(chunks, type)) {
      throw at.fault(
          "%s is a chunk of more than %d bytes, which is the most that are encoded at a time; cut it into smaller ones."
              .formatted(at.subject(), ChunkChoice.MOST_BYTES),
          Map.of("limit", ChunkChoice.MOST_BYTES));
    }
    return chunks;
  }

  /** Writes a definition. */
  public static ObjectNode write(ArrayDefinition definition) {
    ObjectNode node = NODES.objectNode();
    node.put(NAME, definition.name().text());
    node.put(DTYPE, CellTypeNames.name(definition.dtype()));
    ArrayNode dimensions = node.putArray(DIMENSIONS);
    definition.dimensions().forEach(dimensions::add);
    write(node.putArray(SHAPE), definition.shape());
    write(node.putArray(CHUNKS), definition.chunkShape());
    node.set(FILL, definition.fill().map(FillJson::write).orElseGet(NODES::nullNode));
    definition.codecs().ifPresent(codecs -> node.set(CODECS, CodecsJson.write(codecs)));
    node.set(ATTRIBUTES, TypedAttributesJson.write(definition.attributes()));
    return node;
  }

  private static void write(ArrayNode list, Shape shape) {
    shape.toList().forEach(list::add);
  }
}
