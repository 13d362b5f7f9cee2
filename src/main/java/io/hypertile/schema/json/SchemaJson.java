package io.hypertile.schema.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collection documents of the interface, whatever the collection holds; a refusal names the member
 * at fault. Safe for use by many threads.
 */
public final class SchemaJson {
  private static final String KIND = "kind";

  /** The kinds, each with documents of its own. */
  private static final List<KindJson> KINDS =
      List.of(new ArraysJson(), new DatasetsJson(), new PartitionedJson(), new ViewKindJson());

  private SchemaJson() {}

  /**
   * Reads a collection document of the interface.
   *
   * @throws ServiceException {@code invalid-schema} or, for the collection's name, {@code
   *     invalid-name}, with a JSON {@code pointer} to the member at fault
   */
  public static Collection parse(JsonNode document) {
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_SCHEMA, document);
    at.requireObject("a collection document");
    Optional<KindJson> kind = find(document.get(KIND));
    at.refuseUnknown(members(kind.map(List::of).orElse(KINDS)));
    CollectionName name = name(at);
    return kind.orElseThrow(() -> unknown(at)).parse(name, at);
  }

  private static Optional<KindJson> find(@Nullable JsonNode kind) {
    return kind != null && kind.isString()
        ? KINDS.stream().filter(each -> each.kinds().contains(kind.stringValue())).findFirst()
        : Optional.empty();
  }

  private static List<String> members(List<KindJson> kinds) {
    return Stream.concat(
            Stream.of("name", KIND), kinds.stream().flatMap(kind -> kind.members().stream()))
        .distinct()
        .toList();
  }

  private static ServiceException unknown(JsonCursor at) {
    String accepted =
        KINDS.stream()
            .flatMap(kind -> kind.kinds().stream())
            .map(text -> '"' + text + '"')
            .collect(Collectors.joining(" or "));
    return at.require(KIND, accepted).wrong(accepted);
  }

  /** The collection's name (deker-rules.md 2 to 7). */
  public static CollectionName name(JsonCursor at) {
    JsonCursor name = at.require("name", "text that is not blank");
    if (!name.node().isString()) {
      throw name.wrong("text that is not blank");
    }
    try {
      return new CollectionName(name.node().stringValue());
    } catch (ServiceException e) {
      throw e.with("pointer", name.pointer());
    }
  }

  /** Writes the document of a collection, every member of it; {@link #parse} reads it back. */
  public static ObjectNode toJson(Collection collection) {
    ObjectNode node = named(collection);
    of(collection).add(node, collection);
    return node;
  }

  /**
   * Writes what a list says of a collection, whose length does not grow with its labels: of one of
   * arrays name, kind, dtype, shape, dimensions by name and size, and the names of the primary
   * attributes in the order in which addresses have their values. No document that {@link #parse}
   * takes.
   */
  public static ObjectNode summary(Collection collection) {
    ObjectNode node = named(collection);
    of(collection).summarize(node, collection);
    return node;
  }

  private static KindJson of(Collection collection) {
    return KINDS.stream()
        .filter(kind -> kind.isOf(collection.schema()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no documents for " + collection.schema().getClass()));
  }

  private static ObjectNode named(Collection collection) {
    return JsonNodeFactory.instance.objectNode().put("name", collection.name().text());
  }
}
