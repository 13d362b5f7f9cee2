package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.DatasetsSchema.Compression;
import io.hypertile.schema.DatasetsSchema.Layout;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Documents of collections of datasets. */
final class DatasetsJson implements KindJson {
  private static final String KIND = "dataset";
  private static final String CODEC = "codec";
  private static final String MISMATCH = "on_type_mismatch";
  private static final String LAYOUT = "layout";

  /**
   * Collections are shown with their number of datasets, which is passed over when one comes in.
   */
  private static final String COUNT = "datasets";

  @Override
  public List<String> kinds() {
    return List.of(KIND);
  }

  @Override
  public List<String> members() {
    return Stream.of(List.of(CODEC, MISMATCH, LAYOUT), PlacedJson.MEMBERS, List.of(COUNT))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public boolean isOf(CollectionSchema schema) {
    return schema instanceof DatasetsSchema;
  }

  @Override
  public Collection parse(CollectionName name, JsonCursor at) {
    Optional<String> path = PlacedJson.path(at);
    Layout layout = layout(at, path.isPresent());
    boolean isStrict =
        at.findGiven(MISMATCH)
            .map(given -> choose(given, Map.of("warn", false, "error", true)))
            .orElse(false);
    DatasetsSchema schema =
        new DatasetsSchema(
            layout,
            compression(at),
            isStrict,
            path,
            PlacedJson.isReadOnly(at),
            PlacedJson.description(at));
    return new Collection(name, schema, Optional.empty(), PlacedJson.placement(at, "Datasets"));
  }

  private static Layout layout(JsonCursor at, boolean hasPath) {
    Map<String, Layout> known = new LinkedHashMap<>();
    for (Layout layout : Layout.values()) {
      known.put(layout.text(), layout);
    }
    Optional<JsonCursor> given = at.findGiven(LAYOUT);
    Layout layout = given.map(each -> choose(each, known)).orElse(Layout.SEGMENTS);
    if (hasPath && layout != Layout.TREE) {
      throw at.findGiven(PlacedJson.PATH)
          .orElseThrow()
          .fault(
              "A path leads to a hierarchy of Zarr, whose layout is \"tree\"; ask for that, or"
                  + " leave out path.");
    }
    return layout;
  }

  private static Compression compression(JsonCursor at) {
    Optional<JsonCursor> given = at.findGiven(CODEC);
    if (given.isPresent() && given.get().node().isArray()) {
      return new Compression.Listed(given.get().node().toString());
    }
    return given
        .map(each ->
            choose(
                each,
                Map.of(
                    "zstd", new Compression.Default(),
                    "lz4", new Compression.Lz4(),
                    "none", new Compression.None())))
        .orElseGet(Compression.Default::new);
  }

  private static <T> T choose(JsonCursor at, Map<String, ? extends T> known) {
    T found = at.node().isString() ? known.get(at.node().stringValue()) : null;
    if (found == null) {
      throw at.wrong(String.join(" or ", known.keySet().stream().sorted().toList()));
    }
    return found;
  }

  @Override
  public void add(ObjectNode node, Collection collection) {
    DatasetsSchema schema = collection.datasets();
    head(node, schema);
    switch (schema.compression()) {
      case Compression.Default all -> node.put(CODEC, "zstd");
      case Compression.Lz4 lz4 -> node.put(CODEC, "lz4");
      case Compression.None none -> node.put(CODEC, "none");
      case Compression.Listed(String json) ->
          node.set(CODEC, JsonReading.parseStored(json.getBytes(StandardCharsets.UTF_8)));
    }
    node.put(MISMATCH, schema.isStrict() ? "error" : "warn");
    PlacedJson.add(node, schema, collection.placement());
  }

  @Override
  public void summarize(ObjectNode node, Collection collection) {
    head(node, collection.datasets());
    PlacedJson.addTitle(node, collection.datasets());
  }

  private static void head(ObjectNode node, DatasetsSchema schema) {
    node.put("kind", KIND).put(LAYOUT, schema.layout().text());
  }
}
