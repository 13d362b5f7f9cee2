package io.hypertile.partition.expression;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Expressions over arrays, read block by block: what it takes is bounded whatever the arrays'
 * lengths, but for the results of reductions, which are bounded by themselves. For one thread; must
 * be closed.
 */
public final class Evaluation implements AutoCloseable {
  private final ExpressionArrays arrays;
  private final long unknown;
  private final Arena arena = Arena.ofShared();
  private final Map<String, CellReader> readers = new LinkedHashMap<>();
  private final Map<Node.Reduced, FoldResults> reduced = new LinkedHashMap<>();
  private final Map<Expression, Evaluator> evaluators = new LinkedHashMap<>();

  /**
   * Opens arrays and makes all reductions; every array is read once for all reductions that are not
   * within others.
   *
   * @param unknown length of the axis whose length no schema has
   * @throws io.hypertile.error.ServiceException {@code value-out-of-range} for a sum that does not
   *     fit, {@code result-too-large} for a reduction with more results than memory is given for
   */
  public Evaluation(List<Expression> expressions, ExpressionArrays arrays, long unknown) {
    this.arrays = arrays;
    this.unknown = unknown;
    boolean isOpen = false;
    try {
      List<Node> roots = expressions.stream().map(Expression::node).toList();
      new ReductionOrder(roots).passes().forEach(this::reduce);
      isOpen = true;
    } finally {
      if (!isOpen) {
        close();
      }
    }
  }

  /** Makes reductions of values along the same dimensions in one walk. */
  private void reduce(List<Node.Reduced> nodes) {
    List<NamedAxis> axes = nodes.getFirst().operand().axes();
    try (Arena own = Arena.ofShared()) {
      List<Folding> foldings = new ArrayList<>();
      nodes.forEach(node -> foldings.add(new Folding(node, unknown, arena)));
      List<Node> operands = nodes.stream().map(Node.Reduced::operand).toList();
      Evaluator evaluator = evaluator(operands, axes);
      Walk walk = new Walk(whole(axes), evaluator.leaves(), own);
      while (walk.next()) {
        for (int i = 0; i < nodes.size(); i++) {
          foldings.get(i).take(evaluator.evaluate(operands.get(i), walk), walk.count());
        }
      }
      for (int i = 0; i < nodes.size(); i++) {
        reduced.put(nodes.get(i), foldings.get(i).results());
      }
    }
  }

  private Region whole(List<NamedAxis> axes) {
    long[] stop = axes.stream().mapToLong(axis -> axis.length(unknown)).toArray();
    return Region.of(new long[stop.length], stop);
  }

  private Evaluator evaluator(List<Node> nodes, List<NamedAxis> axes) {
    return new Evaluator(
        nodes,
        axes.size(),
        node ->
            node instanceof Node.Cells(ExpressionVariable variable)
                ? Leaf.of(variable, reader(variable), axes)
                : Leaf.of(Objects.requireNonNull(reduced.get(node)), axes));
  }

  private CellReader reader(ExpressionVariable variable) {
    return readers.computeIfAbsent(variable.path(), path -> arrays.open(variable));
  }

  /** All places of an expression. */
  public Region whole(Expression expression) {
    return whole(expression.axes());
  }

  /**
   * Writes the values of a box, cells of the expression's type.
   *
   * @param target memory for exactly these
   * @throws io.hypertile.error.ServiceException {@code value-out-of-range} for a value that its
   *     type does not have
   */
  public void read(Expression expression, Region box, MemorySegment target) {
    BlockCells cells = cells(expression, box);
    long at = 0;
    for (int bytes = cells.next(); bytes > 0; bytes = cells.next()) {
      MemorySegment.copy(cells.block(), 0, target, at, bytes);
      at += bytes;
    }
  }

  /**
   * Writes the values of a box, and marks those that are null.
   *
   * @param target memory for exactly these; places without a value get any
   * @param marks a byte for each value, set to 1 if it is null, else to 0
   */
  public void read(Expression expression, Region box, MemorySegment target, MemorySegment marks) {
    Walk walk = walk(expression, box);
    Evaluator evaluator = evaluator(expression);
    long size = expression.type().size();
    CellWriting writing = new CellWriting(expression.type(), expression.anyCell());
    long at = 0;
    while (walk.next()) {
      ValueBlock values = evaluator.evaluate(expression.node(), walk);
      writing.write(values, walk.count(), target.asSlice(at * size, walk.count() * size));
      for (int i = 0; i < walk.count(); i++) {
        marks.set(CellLayouts.BYTE, at + i, (byte) (values.isMissing(i) ? 1 : 0));
      }
      at += walk.count();
    }
  }

  /** The values of a box as a stream, which is read before anything else is asked for. */
  public CellSource source(Expression expression, Region box) {
    return cells(expression, box);
  }

  private BlockCells cells(Expression expression, Region box) {
    return new BlockCells(expression, evaluator(expression), walk(expression, box));
  }

  private Evaluator evaluator(Expression expression) {
    return evaluators.computeIfAbsent(
        expression, each -> evaluator(List.of(each.node()), each.axes()));
  }

  private Walk walk(Expression expression, Region box) {
    return new Walk(box, evaluator(expression).leaves(), arena);
  }

  @Override
  public void close() {
    readers.values().forEach(CellReader::close);
    arena.close();
  }
}
