package io.hypertile.dataset.json;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents of datasets and of their arrays, both ways. */
public final class DatasetJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String NAME = "name";
  private static final String ATTRIBUTES = "attributes";
  private static final String ARRAYS = "arrays";
  private static final List<String> MEMBERS = List.of(NAME, ATTRIBUTES, ARRAYS);

  /** Members that datasets are shown with, passed over when a document of one comes in. */
  private static final List<String> SHOWN = List.of("row", "version", "zarr");

  /** Most arrays of a dataset. */
  private static final int MOST_ARRAYS = 10_000;

  private DatasetJson() {}

  /**
   * Reads a dataset whose arrays are declared and have no cells.
   *
   * @throws ServiceException {@code invalid-schema} or {@code invalid-name} with a {@code pointer}
   */
  public static NewDataset parse(JsonNode document) {
    return parse(
        JsonCursor.root(ErrorCode.INVALID_SCHEMA, document),
        array -> new NewArray(DefinitionJson.parse(array), Optional.empty()));
  }

  /**
   * Reads a dataset.
   *
   * @param arrays reads each of its arrays
   * @throws ServiceException with the code of the document or {@code invalid-name}, and a {@code
   *     pointer}
   */
  public static NewDataset parse(JsonCursor at, Function<JsonCursor, NewArray> arrays) {
    at.requireObject("the document of a dataset");
    at.refuseUnknown(MEMBERS, SHOWN, true);
    JsonCursor name = at.require(NAME, "the name of the dataset");
    DatasetName parsed = name(name);
    TypedAttributes attributes =
        at.findGiven(ATTRIBUTES).map(TypedAttributesJson::parse).orElse(TypedAttributes.NONE);
    List<NewArray> all = at.findGiven(ARRAYS).map(list -> arrays(list, arrays)).orElse(List.of());
    return new NewDataset(parsed, attributes, all);
  }

  private static DatasetName name(JsonCursor at) {
    String text = at.requireText("the name of the dataset", Integer.MAX_VALUE);
    try {
      return new DatasetName(text);
    } catch (ServiceException e) {
      throw e.with("pointer", at.pointer());
    }
  }

  private static List<NewArray> arrays(JsonCursor list, Function<JsonCursor, NewArray> parser) {
    list.requireList("a list of definitions of arrays");
    if (list.size() > MOST_ARRAYS) {
      throw list.fault(
          "%s has %d arrays, and a dataset has at most %d."
              .formatted(list.subject(), list.size(), MOST_ARRAYS),
          Map.of("limit", MOST_ARRAYS));
    }
    Map<ArrayName, Integer> names = new HashMap<>();
    List<NewArray> arrays = new ArrayList<>();
    for (int n = 0; n < list.size(); n++) {
      JsonCursor item = list.item(n);
      NewArray array = parser.apply(item);
      @Nullable Integer first = names.putIfAbsent(array.definition().name(), n);
      if (first != null) {
        JsonCursor at = item.find(NAME).orElse(item);
        throw at.fault(
            "%s is %s, as array %d is called; names are unique within a dataset."
                .formatted(at.subject(), at.shown(), first),
            Map.of("first", first));
      }
      arrays.add(array);
    }
    return arrays;
  }

  /** Reads the definition of an array that a dataset is to get. */
  public static ArrayDefinition parseArray(JsonNode document) {
    return DefinitionJson.parse(JsonCursor.root(ErrorCode.INVALID_SCHEMA, document));
  }

  /** Writes a dataset with its arrays, their figures included. */
  public static ObjectNode write(Dataset dataset) {
    ObjectNode node = head(dataset);
    ArrayNode arrays = node.putArray(ARRAYS);
    dataset.arrays().forEach(array -> arrays.add(write(array)));
    return node.put("version", dataset.version().text());
  }

  /** Writes a dataset with the names of its arrays, as lists show it. */
  public static ObjectNode summary(Dataset dataset) {
    ObjectNode node = head(dataset);
    ArrayNode arrays = node.putArray(ARRAYS);
    dataset.arrays().forEach(array -> arrays.add(array.definition().name().text()));
    return node.put("version", dataset.version().text());
  }

  private static ObjectNode head(Dataset dataset) {
    ObjectNode node = NODES.objectNode().put(NAME, dataset.name().text());
    if (dataset.row() >= 0) {
      node.put("row", dataset.row());
    } else {
      node.putNull("row");
    }
    node.set(ATTRIBUTES, TypedAttributesJson.write(dataset.attributes()));
    return node;
  }

  /** Writes an array with its figures. */
  public static ObjectNode write(DatasetArray array) {
    ObjectNode node = DefinitionJson.write(array.definition());
    node.set("statistics", StatisticsJson.write(array.statistics()));
    return node.put("version", array.version().text());
  }
}
