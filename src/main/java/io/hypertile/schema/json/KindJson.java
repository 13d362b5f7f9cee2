package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.CollectionSchema;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Documents of one or more kinds of collections: all beside the name. For many threads. */
interface KindJson {
  /** The values of {@code kind} that it reads and writes. */
  List<String> kinds();

  /** The members beside {@code name} and {@code kind}. */
  List<String> members();

  /** Whether a schema is of one of the kinds. */
  boolean isOf(CollectionSchema schema);

  /**
   * Reads the document of a collection, all of whose members are known.
   *
   * @param at the document, whose {@code kind} is one of the kinds
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} with a JSON {@code pointer}
   *     to the member at fault
   */
  Collection parse(CollectionName name, JsonCursor at);

  /** Adds every member that is not the name. */
  void add(ObjectNode node, Collection collection);

  /** Adds what a list says of a collection, whose length does not grow with its labels. */
  void summarize(ObjectNode node, Collection collection);
}
