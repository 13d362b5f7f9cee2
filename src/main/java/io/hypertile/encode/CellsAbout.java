package io.hypertile.encode;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is told of the cells of an answer in formats that keep more than cells.
 *
 * @param name name for the cells, such as the collection's; any text
 * @param attributes attributes of the array, by name; not to be changed
 * @param dropped coordinates of the one position taken on each axis that the answer does not have
 */
public record CellsAbout(String name, ObjectNode attributes, List<CellsHeader.Beside> dropped) {
  private static final CellsAbout NOTHING =
      new CellsAbout(CoordinateVariable.CELLS, JsonNodeFactory.instance.objectNode(), List.of());

  public CellsAbout {
    dropped = List.copyOf(dropped);
  }

  /** Nothing but a name. */
  public static CellsAbout nothing() {
    return NOTHING;
  }
}
