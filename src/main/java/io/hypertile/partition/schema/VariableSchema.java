package io.hypertile.partition.schema;

import io.hypertile.ndarray.CellType;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A variable of a group. Immutable; the nodes are not to be changed.
 *
 * @param name unique within its group
 * @param dtype type of the cells
 * @param dimensions names of its axes, each of its group or one above
 * @param fill the fill value as documents give it; null without one
 * @param codecs how its chunks are stored
 * @param attributes of the variable
 * @param role its part in the data
 */
public record VariableSchema(
    String name,
    CellType dtype,
    List<String> dimensions,
    JsonNode fill,
    CodecStack codecs,
    ObjectNode attributes,
    Role role) {
  public VariableSchema {
    dimensions = List.copyOf(dimensions);
  }

  /** Parts that variables have in the data. */
  public enum Role {
    USER("user"),
    FILLER("filler"),
    AUX("aux");

    private final String text;

    Role(String text) {
      this.text = text;
    }

    /** The name in documents. */
    public String text() {
      return text;
    }

    /** The role of a name. */
    public static Optional<Role> byText(String text) {
      return List.of(values()).stream().filter(each -> each.text.equals(text)).findFirst();
    }
  }

  /** Whether it is the same for all partitions: it does not span the axis (rule 9). */
  public boolean isImmutable(String axis) {
    return !dimensions.contains(axis);
  }
}
