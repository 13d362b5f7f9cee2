package io.hypertile.partition.schema;

import io.hypertile.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents of partitioned collections, as zcollection keeps them in {@code _zcollection.json}
 * (zcollection-rules.md 1 to 14, 23, 24). Faults bear the code of the cursor, and a JSON pointer.
 */
public final class FormJson {
  private static final List<String> MEMBERS =
      List.of("format_version", "axis", "partitioning", "catalog", "schema", "extras");

  private FormJson() {}

  /** Reads the document of a collection, and checks that all of it fits together. */
  public static PartitionedForm parse(JsonCursor at) {
    at.requireObject("an object");
    at.refuseUnknown(MEMBERS);
    DocumentParts.requireVersion(at);
    return members(at);
  }

  /**
   * Reads a collection from members of a document that may have others. Variables at the top may be
   * named by paths.
   *
   * @param at has {@code axis}, {@code partitioning}, {@code schema} and perhaps the others
   */
  public static PartitionedForm parseMembers(JsonCursor at) {
    PathNames.settle(at.require("schema", "a schema with dimensions and variables").node());
    return members(at);
  }

  private static PartitionedForm members(JsonCursor at) {
    GroupSchema root =
        GroupJson.parseTop(at.require("schema", "a schema with dimensions and variables"));
    JsonCursor axis = at.require("axis", "the name of a dimension");
    JsonCursor partitioning = at.require("partitioning", "an object with a name");
    boolean hasCatalog =
        at.findGiven("catalog")
            .flatMap(catalog ->
                catalog.requireObject("an object with the member enabled").findGiven("enabled"))
            .map(JsonCursor::requireBoolean)
            .orElse(true);
    Optional<ObjectNode> extras =
        at.findGiven("extras").map(each -> (ObjectNode) each.requireObject("an object").node());
    PartitionedForm form =
        new PartitionedForm(
            axis.requireName(), PartitioningJson.parse(partitioning), hasCatalog, root, extras);
    FormChecks.check(form, at);
    return form;
  }

  /** The document of a collection, with its members in the order of the package. */
  public static ObjectNode write(PartitionedForm form) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("format_version", DocumentParts.VERSION);
    putMembers(node, form);
    return node;
  }

  /** The document of a collection as it is kept: UTF-8 with lines, as the package writes it. */
  public static byte[] bytes(PartitionedForm form) {
    return write(form).toPrettyString().getBytes(StandardCharsets.UTF_8);
  }

  /** Adds the members that say all of a collection. */
  public static void putMembers(ObjectNode node, PartitionedForm form) {
    node.put("axis", form.axis());
    node.set("partitioning", PartitioningJson.write(form.partitioning()));
    node.putObject("catalog").put("enabled", form.hasCatalog());
    ObjectNode schema = GroupJson.write(form.root(), form.axis());
    schema.put("format_version", DocumentParts.VERSION);
    node.set("schema", schema);
    form.extras().ifPresent(extras -> node.set("extras", extras));
  }
}
