package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An expression of which all names are known and all types fit, by NumPy's rules. Immutable.
 *
 * <p>A cell that is the declared fill value of its variable is null, and so is NaT. What is made of
 * null is null; comparisons with it are as with NaN, {@code isnan} is true, and reductions skip it
 * as they skip NaN.
 */
public final class Expression {
  private final String text;
  private final Node node;
  private final List<NamedAxis> axes;
  private final Optional<FillValue> nulls;

  private Expression(String text, Node node, List<NamedAxis> axes, Optional<FillValue> nulls) {
    this.text = text;
    this.node = node;
    this.axes = List.copyOf(axes);
    this.nulls = nulls;
  }

  /**
   * Reads an expression.
   *
   * @throws io.hypertile.error.SyntaxException if the text is not an expression, names something
   *     unknown, or applies an operation to values of a type that does not have it
   */
  public static Expression parse(String text, ExpressionNames names) {
    Node node = new Literals(text).typed(bound(text, names));
    return new Expression(text, node, node.axes(), Optional.empty());
  }

  private static Value bound(String text, ExpressionNames names) {
    return new Binder(text, names).bind(ExpressionParser.parse(text));
  }

  /**
   * Reads a condition of positions of one dimension.
   *
   * @throws io.hypertile.error.SyntaxException as {@link #parse}, and if the values are no truth
   *     values or are along another dimension
   */
  public static Expression condition(String text, ExpressionNames names, NamedAxis axis) {
    Node node = new PairTypes(text).truth(bound(text, names));
    return new Expression(text, along(node, List.of(axis), text), List.of(axis), Optional.empty());
  }

  /**
   * Reads an expression whose values are to be cells of a variable.
   *
   * @throws io.hypertile.error.SyntaxException as {@link #parse}, and if the variable cannot have
   *     the values
   */
  public static Expression of(String text, ExpressionNames names, ExpressionVariable target) {
    Value value = bound(text, names);
    Node node = cells(value, target, text);
    return new Expression(text, along(node, target.axes(), text), target.axes(), target.nulls());
  }

  private static Node along(Node node, List<NamedAxis> axes, String text) {
    if (axes.containsAll(node.axes())) {
      return node;
    }
    throw ExpressionFaults.at(
        1,
        "The values are along %s, and have to be along %s; reduce the others, as by mean(x, %s)."
            .formatted(
                named(node.axes()),
                axes.isEmpty() ? "no dimension" : named(axes),
                node.axes().stream()
                    .filter(axis -> !axes.contains(axis))
                    .map(NamedAxis::name)
                    .collect(Collectors.joining(", "))),
        text);
  }

  private static String named(List<NamedAxis> axes) {
    return axes.stream().map(NamedAxis::name).collect(Collectors.joining(", "));
  }

  private static Node cells(Value value, ExpressionVariable target, String text) {
    CellType type = target.type();
    boolean isFit =
        switch (value) {
          case Value.Typed typed -> isFit(typed.node().type(), type);
          case Value.Whole ignored -> Types.isNumber(type);
          case Value.Real ignored -> Types.isFloat(type);
          case Value.None ignored -> true;
        };
    if (!isFit || !Types.isKnown(type)) {
      String advice =
          type instanceof DType number && number.isInteger()
              ? "; make whole numbers of them, as by %s(round(x))".formatted(number.numpyName())
              : "";
      throw ExpressionFaults.at(
          value.column(),
          "The values are %s, and \"%s\" has cells of %s%s."
              .formatted(PairTypes.described(value), target.path(), type.numpyName(), advice),
          text);
    }
    return new Literals(text).as(value, type);
  }

  /** Whether values of a type can be cells of another, each being checked when it is written. */
  private static boolean isFit(CellType from, CellType to) {
    if (to instanceof DType number) {
      return number.isInteger() ? !Types.isFloat(from) && !Types.isTime(from) : !Types.isTime(from);
    }
    if (Types.isTime(to)) {
      return from.getClass() == to.getClass() && Unit.of(from).isConvertible(Unit.of(to));
    }
    return from.equals(to);
  }

  /** The text as it was read. */
  public String text() {
    return text;
  }

  /** Type of the values. */
  public CellType type() {
    return node.type();
  }

  /** Dimensions of the values, in order. */
  public List<NamedAxis> axes() {
    return axes;
  }

  /** The cell of null; NaN or NaT without one, and whole numbers have none then. */
  Optional<FillValue> nulls() {
    return nulls;
  }

  /** A cell for places whose null is told beside them. */
  Optional<FillValue> anyCell() {
    return Optional.of(FillValue.of(type(), new byte[type().size()]));
  }

  Node node() {
    return node;
  }

  /** Variables that it is made of, each once, in the order in which they come up. */
  public List<ExpressionVariable> variables() {
    Map<String, ExpressionVariable> found = new LinkedHashMap<>();
    collect(node, found);
    return List.copyOf(found.values());
  }

  private static void collect(Node node, Map<String, ExpressionVariable> found) {
    if (node instanceof Node.Cells(ExpressionVariable variable)) {
      found.put(variable.path(), variable);
    }
    node.operands().forEach(each -> collect(each, found));
  }
}
