package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.DatasetsSchema.Compression;
import io.hypertile.schema.DatasetsSchema.Description;
import io.hypertile.schema.DatasetsSchema.Layout;
import io.hypertile.schema.Placement;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Documents of collections of datasets. */
final class DatasetsJson implements KindJson {
  private static final String KIND = "dataset";
  private static final String CODEC = "codec";
  private static final String MISMATCH = "on_type_mismatch";
  private static final String LAYOUT = "layout";
  private static final String PATH = "path";
  private static final String READ_ONLY = "read_only";
  private static final String TITLE = "title";
  private static final String DESCRIPTION = "description";
  private static final String ATTRIBUTES = "attributes";

  /**
   * Collections are shown with their number of datasets, which is passed over when one comes in.
   */
  private static final String COUNT = "datasets";

  private static final int LONGEST_PATH = 1_000;
  private static final int LONGEST_TEXT = 65_536;

  @Override
  public List<String> kinds() {
    return List.of(KIND);
  }

  @Override
  public List<String> members() {
    return List.of(
        CODEC,
        MISMATCH,
        LAYOUT,
        "storage",
        "store",
        PATH,
        READ_ONLY,
        TITLE,
        DESCRIPTION,
        ATTRIBUTES,
        COUNT);
  }

  @Override
  public boolean isOf(CollectionSchema schema) {
    return schema instanceof DatasetsSchema;
  }

  @Override
  public Collection parse(CollectionName name, JsonCursor at) {
    Optional<String> path = at.findGiven(PATH).map(DatasetsJson::path);
    Layout layout = layout(at, path.isPresent());
    boolean isStrict =
        at.findGiven(MISMATCH)
            .map(given -> choose(given, Map.of("warn", false, "error", true)))
            .orElse(false);
    boolean isReadOnly = at.findGiven(READ_ONLY).map(JsonCursor::requireBoolean).orElse(false);
    if (isReadOnly && path.isEmpty()) {
      throw at.findGiven(READ_ONLY)
          .orElseThrow()
          .fault(
              "read_only is for a hierarchy that is there already, and would make a new collection"
                  + " one that stays empty; give its path, or leave out read_only.");
    }
    DatasetsSchema schema =
        new DatasetsSchema(layout, compression(at), isStrict, path, isReadOnly, description(at));
    return new Collection(name, schema, Optional.empty(), placement(at));
  }

  private static Placement placement(JsonCursor at) {
    Placement asked = PlacementJson.parse(at);
    if (asked.form() == Placement.Form.HDF5 && at.findGiven("storage").isPresent()) {
      throw at.findGiven("storage")
          .orElseThrow()
          .fault("Datasets are kept as Zarr; leave out storage, or ask for \"zarr\".");
    }
    return new Placement(Placement.Form.ZARR, asked.store());
  }

  private static Layout layout(JsonCursor at, boolean hasPath) {
    Map<String, Layout> known = new LinkedHashMap<>();
    for (Layout layout : Layout.values()) {
      known.put(layout.text(), layout);
    }
    Optional<JsonCursor> given = at.findGiven(LAYOUT);
    Layout layout = given.map(each -> choose(each, known)).orElse(Layout.SEGMENTS);
    if (hasPath && layout != Layout.TREE) {
      throw at.findGiven(PATH)
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

  private static Description description(JsonCursor at) {
    return new Description(
        at.findGiven(TITLE).map(each -> each.requireText("text", LONGEST_TEXT)),
        at.findGiven(DESCRIPTION).map(each -> each.requireText("text", LONGEST_TEXT)),
        at.findGiven(ATTRIBUTES).map(each -> each.requireObject("an object").node().toString()));
  }

  private static String path(JsonCursor at) {
    String accepted = "names with slashes between them, none at the ends";
    String path = at.requireText(accepted, LONGEST_PATH);
    for (String part : path.isEmpty() ? new String[0] : path.split("/", -1)) {
      boolean isPlain = part.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
      if (part.isBlank() || part.equals(".") || part.equals("..") || !isPlain) {
        throw at.wrong(accepted);
      }
      if (part.startsWith(".")) {
        throw at.fault(
            at.subject()
                + " must not lead through names that begin with a point; those are the"
                + " server's own.");
      }
    }
    return path;
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
    schema.path().ifPresent(path -> node.put(PATH, path).put(READ_ONLY, schema.isReadOnly()));
    Description description = schema.description();
    description.title().ifPresent(title -> node.put(TITLE, title));
    description.text().ifPresent(text -> node.put(DESCRIPTION, text));
    description
        .attributes()
        .ifPresent(json ->
            node.set(ATTRIBUTES, JsonReading.parseStored(json.getBytes(StandardCharsets.UTF_8))));
    PlacementJson.add(node, collection.placement());
  }

  @Override
  public void summarize(ObjectNode node, Collection collection) {
    head(node, collection.datasets());
    collection.datasets().description().title().ifPresent(title -> node.put(TITLE, title));
  }

  private static void head(ObjectNode node, DatasetsSchema schema) {
    node.put("kind", KIND).put(LAYOUT, schema.layout().text());
  }
}
