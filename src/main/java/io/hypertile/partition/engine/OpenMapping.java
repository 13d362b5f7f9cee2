package io.hypertile.partition.engine;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.expression.Evaluation;
import io.hypertile.partition.expression.Expression;
import io.hypertile.partition.expression.NamedAxis;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Expressions over the partitions of a state.
 *
 * @param expressions by the names of their values
 */
record OpenMapping(PartitionsState state, Map<String, Expression> expressions)
    implements PartitionMapping {
  /** Reads the texts of expressions. */
  static OpenMapping of(NamedVariables names, PartitionsState state, Map<String, String> texts) {
    Map<String, Expression> expressions = new LinkedHashMap<>();
    texts.forEach((name, text) -> expressions.put(name, Expression.parse(text, names)));
    return new OpenMapping(state, expressions);
  }

  @Override
  public List<String> names() {
    return List.copyOf(expressions.keySet());
  }

  @Override
  public Mapped open(PartitionKey key) {
    Evaluation evaluation =
        new Evaluation(
            List.copyOf(expressions.values()),
            variable -> NamedVariables.open(state, key, variable),
            state.partition(key).rows());
    return new OpenMapped(expressions, evaluation);
  }

  /** Values in one partition. */
  private record OpenMapped(Map<String, Expression> expressions, Evaluation evaluation)
      implements Mapped {
    @Override
    public Values values(String name) {
      return new OpenValues(Objects.requireNonNull(expressions.get(name)), evaluation);
    }

    @Override
    public void close() {
      evaluation.close();
    }
  }

  /** Values of one expression. */
  private record OpenValues(Expression expression, Evaluation evaluation) implements Values {
    @Override
    public CellType type() {
      return expression.type();
    }

    @Override
    public List<String> dimensions() {
      return expression.axes().stream().map(NamedAxis::name).toList();
    }

    @Override
    public Shape shape() {
      return evaluation.whole(expression).shape();
    }

    @Override
    public void read(Region box, MemorySegment target, MemorySegment marks) {
      evaluation.read(expression, box, target, marks);
    }
  }
}
