package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.partition.schema.FormJson;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.PartitionedSchema;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents of partitioned collections: schema and partitioning are zcollection's own documents
 * (zcollection-rules.md 23, 24).
 */
final class PartitionedJson implements KindJson {
  private static final String KIND = "partitioned";
  private static final List<String> OF_ROWS =
      List.of("axis", "partitioning", "catalog", "schema", "extras");

  /**
   * Collections are shown with their number of partitions, which is passed over when one comes in.
   */
  private static final String COUNT = "partitions";

  @Override
  public List<String> kinds() {
    return List.of(KIND);
  }

  @Override
  public List<String> members() {
    return Stream.of(OF_ROWS, PlacedJson.MEMBERS, List.of(COUNT)).flatMap(List::stream).toList();
  }

  @Override
  public boolean isOf(CollectionSchema schema) {
    return schema instanceof PartitionedSchema;
  }

  @Override
  public Collection parse(CollectionName name, JsonCursor at) {
    Optional<String> path = PlacedJson.path(at);
    boolean isDescribed = OF_ROWS.stream().anyMatch(member -> at.findGiven(member).isPresent());
    Optional<PartitionedForm> form =
        path.isEmpty() || isDescribed ? Optional.of(FormJson.parseMembers(at)) : Optional.empty();
    PartitionedSchema schema =
        new PartitionedSchema(form, path, PlacedJson.isReadOnly(at), PlacedJson.description(at));
    return new Collection(
        name, schema, Optional.empty(), PlacedJson.placement(at, "Partitioned collections"));
  }

  @Override
  public void add(ObjectNode node, Collection collection) {
    PartitionedSchema schema = collection.partitioned();
    node.put("kind", KIND);
    FormJson.putMembers(node, schema.form());
    PlacedJson.add(node, schema, collection.placement());
  }

  @Override
  public void summarize(ObjectNode node, Collection collection) {
    PartitionedSchema schema = collection.partitioned();
    node.put("kind", KIND).put("axis", schema.form().axis());
    PlacedJson.addTitle(node, schema);
  }
}
