package io.hypertile.partition.body;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.schema.DimensionSchema;
import io.hypertile.partition.schema.GroupSchema.Placed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Rows in a JSON document: nested lists by the paths of variables, or a list of documents with
 * {@code name} and {@code data} as the member {@code items}, as answers have them.
 */
public final class JsonRows implements RowFormat {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ITEMS = "items";
  private static final String NAME = "name";
  private static final String DATA = "data";
  private static final List<String> OF_ANSWERS =
      List.of(NAME, DATA, "dtype", "shape", "dimensions", "coordinates", "attributes", "units");

  private final ArrayFormat json;
  private final long limit;

  /**
   * Documents.
   *
   * @param json reads nested lists
   * @param limit most bytes of a document
   */
  public JsonRows(ArrayFormat json, long limit) {
    this.json = json;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/json");
  }

  @Override
  public void read(InputStream body, RowReceiver rows) throws IOException {
    byte[] bytes = body.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
    TooLarge.requireBody(
        bytes.length,
        limit,
        most ->
            "A JSON document has at most %d bytes; send NPZ, or in several parts.".formatted(most));
    JsonCursor root = JsonCursor.root(ErrorCode.MALFORMED_BODY, JsonReading.parse(bytes));
    root.requireObject("an object with nested lists by the paths of variables");
    if (isOfItems(root)) {
      JsonCursor items = root.require(ITEMS, "a list");
      for (int i = 0; i < items.size(); i++) {
        JsonCursor item = items.item(i).requireObject("an object with name and data");
        item.refuseUnknown(OF_ANSWERS);
        String path = item.require(NAME, "the path of a variable").requireName();
        read(path, item.require(DATA, "nested lists"), rows);
      }
      return;
    }
    for (String path : root.node().propertyNames()) {
      read(path, root.require(path, "nested lists"), rows);
    }
  }

  /** Whether the document is a list of documents; a variable may be called so as well. */
  private static boolean isOfItems(JsonCursor root) {
    JsonNode items = root.node().path(ITEMS);
    return root.node().size() == 1
        && items.isArray()
        && (items.isEmpty() || items.get(0).isObject());
  }

  private void read(String path, JsonCursor data, RowReceiver rows) throws IOException {
    Placed placed = rows.require(path);
    CellType type = placed.variable().dtype();
    Shape shape = shape(placed, data.node());
    if (type instanceof DType number && number.isInteger() && !placed.variable().fill().isNull()) {
      fillNulls(data.node(), shape.rank(), placed.variable().fill());
    }
    byte[] bytes = JSON.writeValueAsBytes(data.node());
    try (CellSource cells =
        json.decoder(
            new ByteArrayInputStream(bytes), WriteTarget.of(type, shape), DecodeOptions.none())) {
      rows.take(placed, type, shape, cells);
    } catch (ServiceException e) {
      throw e.with("variable", placed.path());
    }
  }

  /** Puts a value in place of each null among the cells of nested lists. */
  private static void fillNulls(JsonNode lists, int rank, JsonNode fill) {
    if (rank == 0 || !(lists instanceof ArrayNode list)) {
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      if (rank > 1) {
        fillNulls(list.get(i), rank - 1, fill);
      } else if (list.get(i).isNull()) {
        list.set(i, fill);
      }
    }
  }

  /**
   * Lengths of the lists, each by the first of those around it; the schema's where one is empty.
   */
  private static Shape shape(Placed placed, JsonNode data) {
    List<DimensionSchema> dimensions = placed.dimensions();
    long[] lengths = new long[dimensions.size()];
    JsonNode node = data;
    for (int i = 0; i < lengths.length; i++) {
      if (node.isMissingNode()) {
        lengths[i] = dimensions.get(i).size().orElse(0);
        continue;
      }
      if (!node.isArray()) {
        throw new ServiceException(
            ErrorCode.SHAPE_MISMATCH,
            "The variable \"%s\" has %d dimensions, and the body lists within %d lists; nothing was changed."
                .formatted(placed.path(), lengths.length, i));
      }
      lengths[i] = node.size();
      node = node.path(0);
    }
    return Shape.of(lengths);
  }
}
