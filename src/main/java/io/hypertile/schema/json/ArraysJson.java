package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.StorageOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents of collections of arrays (deker-rules.md 2 to 72 and 75 to 84). */
final class ArraysJson implements KindJson {
  /** Collections are shown with their number of arrays, which is passed over when one comes in. */
  private static final String COUNT = "arrays";

  @Override
  public List<String> kinds() {
    return Arrays.stream(ArraysKind.values()).map(ArraysKind::text).toList();
  }

  @Override
  public List<String> members() {
    return Stream.of(List.of("options", COUNT), PlacementJson.MEMBERS, SchemaBody.MEMBERS)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public boolean isOf(CollectionSchema schema) {
    return schema instanceof ArraysSchema;
  }

  @Override
  public Collection parse(CollectionName name, JsonCursor at) {
    ArraysKind kind = ArraysKind.require(at, "kind");
    ArraysSchema schema = SchemaBody.parse(at, kind, Completeness.DEFAULTS);
    at.find("dimensions").ifPresent(list -> TimeAxes.check(list, schema.dimensions()));
    Optional<StorageOptions> options =
        at.findGiven("options").map(given -> OptionsJson.parse(given, schema));
    return new Collection(name, schema, options, PlacementJson.parse(at));
  }

  @Override
  public void add(ObjectNode node, Collection collection) {
    ArraysSchema schema = collection.arrays();
    head(node, schema);
    node.set("fill_value", FillValueText.toJson(schema.fillValue()));
    ArrayNode dimensions = node.putArray("dimensions");
    schema.dimensions().forEach(dimension -> DimensionJson.add(dimensions, dimension));
    ArrayNode attributes = node.putArray("attributes");
    schema.attributes().forEach(attribute -> AttributeSchemaJson.add(attributes, attribute));
    if (schema instanceof VArraySchema virtual) {
      ArrayNode grid = node.putArray("vgrid");
      virtual.grid().counts().toList().forEach(grid::add);
      ArrayNode tile = node.putArray("arrays_shape");
      SchemaBody.fileShape(virtual).toList().forEach(tile::add);
    }
    if (collection.options().isPresent()) {
      OptionsJson.add(node.putObject("options"), collection.options().get(), schema);
    } else {
      node.putNull("options");
    }
    PlacementJson.add(node, collection.placement());
  }

  @Override
  public void summarize(ObjectNode node, Collection collection) {
    ArraysSchema schema = collection.arrays();
    head(node, schema);
    schema.shape().toList().forEach(node.putArray("shape")::add);
    ArrayNode dimensions = node.putArray("dimensions");
    schema
        .dimensions()
        .forEach(each -> dimensions.addObject().put("name", each.name()).put("size", each.size()));
    ArrayNode key = node.putArray("primary_attributes");
    schema.primaryAttributes().forEach(attribute -> key.add(attribute.name()));
  }

  private static void head(ObjectNode node, ArraysSchema schema) {
    node.put("kind", ArraysKind.of(schema).text());
    node.put("dtype", schema.dtype().numpyName());
  }
}
