package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.expression.Evaluation;
import io.hypertile.partition.expression.Expression;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Variables whose values are made of expressions over each partition by itself. For one thread. */
final class ExpressedVariables {
  private final PartitionParts parts;
  private final Map<GroupSchema.Placed, Expression> expressions = new LinkedHashMap<>();

  /**
   * Checks variables and expressions; nothing is read yet.
   *
   * @param parts of the collection or view that the variables are written to
   * @param names of the variables that expressions may have
   * @param texts of expressions by the names of the variables they are for
   * @param target gives the variable of a name, or throws if it is not written so
   */
  ExpressedVariables(
      PartitionParts parts,
      NamedVariables names,
      Map<String, String> texts,
      Function<String, GroupSchema.Placed> target) {
    this.parts = parts;
    if (texts.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "An update names variables and their expressions; nothing was changed.");
    }
    texts.forEach((name, text) -> {
      GroupSchema.Placed placed = target.apply(name);
      expressions.put(placed, Expression.of(text, names, names.variable(placed)));
    });
  }

  /**
   * New arrays of a partition by the paths of their variables; none if it has no rows.
   *
   * @param seen the state that the expressions see
   * @param batch where the arrays wait
   * @param finish gives their documents what the writer adds
   */
  Map<String, NodeBatch.NewArray> arrays(
      PartitionsState seen,
      Partition partition,
      NodeBatch batch,
      UnaryOperator<ArrayDocument> finish) {
    Map<String, NodeBatch.NewArray> arrays = new LinkedHashMap<>();
    if (partition.rows() == 0) {
      return arrays;
    }
    PartitionKey key = partition.key();
    StorePrefix place = parts.places().partition(key);
    try (Evaluation evaluation =
        new Evaluation(
            List.copyOf(expressions.values()),
            variable -> NamedVariables.open(seen, key, variable),
            partition.rows())) {
      expressions.forEach((placed, expression) -> {
        CellSource cells = evaluation.source(expression, evaluation.whole(expression));
        ArrayDocument document =
            finish.apply(parts.variableForm().document(placed, partition.rows()));
        arrays.put(
            placed.path(), batch.add(place.child(placed.path()), document, Optional.of(cells)));
      });
      return arrays;
    } catch (ServiceException e) {
      throw e.with("path", key.path());
    }
  }
}
