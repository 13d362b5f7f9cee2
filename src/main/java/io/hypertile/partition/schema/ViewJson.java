package io.hypertile.partition.schema;

import io.hypertile.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents of views, as zcollection keeps them in {@code _zcollection_view.json}
 * (zcollection-rules.md 111). Faults bear the code of the cursor, and a JSON pointer.
 */
public final class ViewJson {
  private static final List<String> MEMBERS = List.of("format_version", "reference", "schema");

  private static final String DIMENSIONS = "base_dimensions";

  private ViewJson() {}

  /** Reads the document of a view; what it says of its base is passed over. */
  public static ViewForm parse(JsonCursor at) {
    at.requireObject("an object");
    at.refuseUnknown(MEMBERS);
    DocumentParts.requireVersion(at);
    JsonCursor schema = at.require("schema", "a schema with dimensions and variables");
    GroupSchema root = GroupJson.parseTop(schema);
    if (!root.groups().isEmpty()) {
      throw schema.fault(schema.subject() + " has groups, which a view cannot have.");
    }
    return new ViewForm(root.dimensions(), root.variables());
  }

  /**
   * Reads a view from members of a document that may have others.
   *
   * @param at may have {@code variables}, and {@code base_dimensions}
   * @return empty without variables
   */
  public static Optional<ViewForm> parseMembers(JsonCursor at) {
    return at.findGiven("variables")
        .map(variables ->
            new ViewForm(
                DocumentParts.list(at, DIMENSIONS, GroupJson::dimension),
                DocumentParts.list(at, "variables", VariableJson::parse)));
  }

  /** Adds the members that say all of a view's variables. */
  public static void putMembers(ObjectNode node, ViewForm form) {
    putVariables(node, form);
    GroupJson.putDimensions(node, DIMENSIONS, form.dimensions());
  }

  private static void putVariables(ObjectNode node, ViewForm form) {
    ArrayNode variables = node.putArray("variables");
    form.variables()
        .forEach(each -> variables.add(VariableJson.write(each, each.dimensions().getFirst())));
  }

  /**
   * The document of a view.
   *
   * @param base name of the base, for people
   */
  public static byte[] bytes(ViewForm form, String base) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("format_version", DocumentParts.VERSION);
    node.putObject("reference").put("uri", base);
    ObjectNode schema = node.putObject("schema").put("name", GroupSchema.TOP);
    GroupJson.putDimensions(schema, "dimensions", form.dimensions());
    putVariables(schema, form);
    schema.putArray("groups");
    schema.putObject("attrs");
    schema.put("format_version", DocumentParts.VERSION);
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
