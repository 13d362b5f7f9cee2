package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.Description;
import io.hypertile.schema.PlacedSchema;
import io.hypertile.schema.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Members of collections that may be there already, at a path, and say something to people. */
final class PlacedJson {
  /** Place in the store of a collection that is there already. */
  static final String PATH = "path";

  private static final String READ_ONLY = "read_only";
  private static final String TITLE = "title";
  private static final String DESCRIPTION = "description";
  private static final String ATTRIBUTES = "attributes";
  private static final int LONGEST_PATH = 1_000;
  private static final int LONGEST_TEXT = 65_536;

  /** The members. */
  static final List<String> MEMBERS =
      List.of("storage", "store", PATH, READ_ONLY, TITLE, DESCRIPTION, ATTRIBUTES);

  private PlacedJson() {}

  /**
   * The place that a document asks for.
   *
   * @param what is kept there, at the beginning of a sentence
   */
  static Placement placement(JsonCursor at, String what) {
    Placement asked = PlacementJson.parse(at);
    if (asked.form() == Placement.Form.HDF5 && at.findGiven("storage").isPresent()) {
      throw at.findGiven("storage")
          .orElseThrow()
          .fault(what + " are kept as Zarr; leave out storage, or ask for \"zarr\".");
    }
    return new Placement(Placement.Form.ZARR, asked.store());
  }

  /** Whether nothing is to be changed in what is there already. */
  static boolean isReadOnly(JsonCursor at) {
    Optional<JsonCursor> given = at.findGiven(READ_ONLY);
    boolean isReadOnly = given.map(JsonCursor::requireBoolean).orElse(false);
    if (isReadOnly && at.findGiven(PATH).isEmpty()) {
      throw given
          .orElseThrow()
          .fault(
              "read_only is for what is there already, and would make a new collection"
                  + " one that stays empty; give its path, or leave out read_only.");
    }
    return isReadOnly;
  }

  /** The path of what is there already. */
  static Optional<String> path(JsonCursor at) {
    return at.findGiven(PATH).map(PlacedJson::requirePath);
  }

  private static String requirePath(JsonCursor at) {
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

  /** Texts for people. */
  static Description description(JsonCursor at) {
    return new Description(
        at.findGiven(TITLE).map(each -> each.requireText("text", LONGEST_TEXT)),
        at.findGiven(DESCRIPTION).map(each -> each.requireText("text", LONGEST_TEXT)),
        at.findGiven(ATTRIBUTES).map(each -> each.requireObject("an object").node().toString()));
  }

  /** Adds all of the members. */
  static void add(ObjectNode node, PlacedSchema schema, Placement placement) {
    schema.path().ifPresent(path -> node.put(PATH, path).put(READ_ONLY, schema.isReadOnly()));
    addTitle(node, schema);
    Description description = schema.description();
    description.text().ifPresent(text -> node.put(DESCRIPTION, text));
    description
        .attributes()
        .ifPresent(json ->
            node.set(ATTRIBUTES, JsonReading.parseStored(json.getBytes(StandardCharsets.UTF_8))));
    PlacementJson.add(node, placement);
  }

  /** Adds the title alone, as lists have it. */
  static void addTitle(ObjectNode node, PlacedSchema schema) {
    schema.description().title().ifPresent(title -> node.put(TITLE, title));
  }
}
