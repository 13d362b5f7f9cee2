package io.hypertile.dataset.json;

import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.json.JsonNumbers;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Figures of arrays in documents (atlas-rules.md 58 to 65): {@code row_count}, {@code null_count},
 * {@code min}, {@code max}. Times are nanoseconds; without cells that are not null the last two are
 * null.
 */
public final class StatisticsJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StatisticsJson() {}

  /** Writes the figures of an array. */
  public static ObjectNode write(ArrayStatistics statistics) {
    ObjectNode node = NODES.objectNode();
    node.put("row_count", statistics.rowCount());
    node.put("null_count", statistics.nullCount());
    node.set("min", write(statistics.least()));
    node.set("max", write(statistics.greatest()));
    return node;
  }

  /** Writes an extreme; null where there is none. */
  public static JsonNode write(Optional<Extreme> extreme) {
    return extreme.map(StatisticsJson::node).orElseGet(NODES::nullNode);
  }

  private static JsonNode node(Extreme extreme) {
    return switch (extreme) {
      case Extreme.Signed(long value) -> NODES.numberNode(value);
      case Extreme.Unsigned(long bits) -> NODES.numberNode(WholeJson.unsigned(bits));
      case Extreme.Real(double value) -> JsonNumbers.node(value);
      case Extreme.Text(String value) -> NODES.stringNode(value);
    };
  }
}
