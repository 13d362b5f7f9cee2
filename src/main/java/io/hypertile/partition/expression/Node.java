package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.reduction.Operation;
import java.util.List;

/**
 * Typed expression: every operand has the type that its place needs, every name is known.
 * Immutable.
 */
sealed interface Node {
  /** Type of the values. */
  CellType type();

  /** Dimensions that the values are along, in the order in which they came up. */
  List<NamedAxis> axes();

  /** Nodes that the values are made of, in the order in which they came up. */
  default List<Node> operands() {
    return switch (this) {
      case Constant ignored -> List.of();
      case Cells ignored -> List.of();
      case Converted converted -> List.of(converted.operand());
      case Changed changed -> List.of(changed.operand());
      case Paired paired -> List.of(paired.left(), paired.right());
      case Chosen chosen -> List.of(chosen.condition(), chosen.yes(), chosen.no());
      case Reduced reduced -> List.of(reduced.operand());
    };
  }

  /**
   * One value for all places.
   *
   * @param whole of types that are carried as whole numbers
   * @param real of floats
   * @param isNull whether the value is null
   */
  record Constant(CellType type, long whole, double real, boolean isNull) implements Node {
    static Constant of(CellType type, long whole) {
      return new Constant(type, whole, 0, false);
    }

    static Constant of(CellType type, double real) {
      return new Constant(type, 0, real, false);
    }

    static Constant none(CellType type) {
      return new Constant(type, 0, Double.NaN, true);
    }

    @Override
    public List<NamedAxis> axes() {
      return List.of();
    }
  }

  /** Cells of a variable. */
  record Cells(ExpressionVariable variable) implements Node {
    @Override
    public CellType type() {
      return variable.type();
    }

    @Override
    public List<NamedAxis> axes() {
      return variable.axes();
    }
  }

  /** The same values as another type. */
  record Converted(CellType type, Node operand) implements Node {
    @Override
    public List<NamedAxis> axes() {
      return operand.axes();
    }
  }

  /**
   * A change of each value.
   *
   * @param digits decimals that are kept, where the change is a rounding
   */
  record Changed(CellType type, Change change, int digits, Node operand) implements Node {
    @Override
    public List<NamedAxis> axes() {
      return operand.axes();
    }
  }

  /** Values of two operands. Both have one type, but for comparisons and lengths of time. */
  record Paired(CellType type, Sign sign, Node left, Node right, List<NamedAxis> axes)
      implements Node {
    public Paired {
      axes = List.copyOf(axes);
    }
  }

  /** Values of one operand where a condition holds, and of another where not; of one type. */
  record Chosen(Node condition, Node yes, Node no, List<NamedAxis> axes) implements Node {
    public Chosen {
      axes = List.copyOf(axes);
    }

    @Override
    public CellType type() {
      return yes.type();
    }
  }

  /**
   * One value of many.
   *
   * @param axes those that are left
   */
  record Reduced(CellType type, Operation operation, Node operand, List<NamedAxis> axes)
      implements Node {
    public Reduced {
      axes = List.copyOf(axes);
    }
  }
}
