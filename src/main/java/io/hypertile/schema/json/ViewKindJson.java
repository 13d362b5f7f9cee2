package io.hypertile.schema.json;

import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewJson;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.ViewSchema;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Documents of views: variables are zcollection's own documents (zcollection-rules.md 111). */
final class ViewKindJson implements KindJson {
  private static final String KIND = "view";
  private static final String BASE = "base";

  /** Dimensions are those of the base, and shown. */
  private static final List<String> OF_VARIABLES = List.of("variables", "base_dimensions");

  private static final String COUNT = "partitions";

  @Override
  public List<String> kinds() {
    return List.of(KIND);
  }

  @Override
  public List<String> members() {
    return Stream.of(List.of(BASE, COUNT), OF_VARIABLES, PlacedJson.MEMBERS)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public boolean isOf(CollectionSchema schema) {
    return schema instanceof ViewSchema;
  }

  @Override
  public Collection parse(CollectionName name, JsonCursor at) {
    Optional<String> path = PlacedJson.path(at);
    Optional<ViewForm> form = ViewJson.parseMembers(at);
    if (form.isEmpty() && path.isEmpty()) {
      at.require("variables", "a list of variables");
    }
    ViewSchema schema =
        new ViewSchema(base(at), form, path, PlacedJson.isReadOnly(at), PlacedJson.description(at));
    return new Collection(name, schema, Optional.empty(), PlacedJson.placement(at, "Views"));
  }

  private static CollectionName base(JsonCursor at) {
    JsonCursor base = at.require(BASE, "the name of a partitioned collection");
    try {
      return new CollectionName(base.requireName());
    } catch (ServiceException e) {
      throw e.with("pointer", base.pointer());
    }
  }

  @Override
  public void add(ObjectNode node, Collection collection) {
    ViewSchema schema = collection.view();
    node.put("kind", KIND).put(BASE, schema.base().text());
    ViewJson.putMembers(node, schema.form());
    PlacedJson.add(node, schema, collection.placement());
  }

  @Override
  public void summarize(ObjectNode node, Collection collection) {
    ViewSchema schema = collection.view();
    node.put("kind", KIND).put(BASE, schema.base().text());
    PlacedJson.addTitle(node, schema);
  }
}
