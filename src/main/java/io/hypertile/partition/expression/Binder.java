package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.partition.expression.Syntax.Call;
import io.hypertile.partition.expression.Syntax.Name;
import io.hypertile.partition.expression.Syntax.Negative;
import io.hypertile.partition.expression.Syntax.None;
import io.hypertile.partition.expression.Syntax.Not;
import io.hypertile.partition.expression.Syntax.Pair;
import io.hypertile.partition.expression.Syntax.Real;
import io.hypertile.partition.expression.Syntax.Text;
import io.hypertile.partition.expression.Syntax.Truth;
import io.hypertile.partition.expression.Syntax.Whole;
import io.hypertile.text.Quoting;
import java.math.BigInteger;
import java.util.List;

/**
 * Finds variables and types of an expression, before anything is read.
 *
 * @param text of the expression, for messages
 * @param names the variables
 */
record Binder(String text, ExpressionNames names) implements Meanings {
  private static final int MOST_NAMED = 20;

  @Override
  public Value bind(Syntax syntax) {
    return switch (syntax) {
      case Name name -> new Value.Typed(name.column(), variable(name));
      case Whole(int column, BigInteger number) -> new Value.Whole(column, number);
      case Real(int column, double number) -> new Value.Real(column, number);
      case None(int column) -> new Value.None(column);
      case Truth(int column, boolean value) ->
          new Value.Typed(column, Node.Constant.of(Types.TRUTH, value ? 1L : 0L));
      case Text(int column, String value) -> new Value.Typed(column, time(column, value));
      case Not not -> {
        Node operand = new PairTypes(text).truth(bind(not.operand()));
        yield new Value.Typed(not.column(), new Node.Changed(Types.TRUTH, Change.NOT, 0, operand));
      }
      case Negative negative -> negative(negative.column(), bind(negative.operand()));
      case Pair pair ->
          new PairTypes(text)
              .pair(pair.column(), pair.sign(), bind(pair.left()), bind(pair.right()));
      case Call call -> new Calls(this).call(call);
    };
  }

  private Value negative(int column, Value operand) {
    return switch (operand) {
      case Value.Whole(int at, BigInteger number) -> new Value.Whole(column, number.negate());
      case Value.Real(int at, double number) -> new Value.Real(column, -number);
      case Value.Typed(int at, Node node)
          when Types.isNumber(node.type()) || node.type() instanceof CellType.TimeSpan ->
          new Value.Typed(column, new Node.Changed(node.type(), Change.NEGATIVE, 0, node));
      default ->
          throw ExpressionFaults.at(
              column, "There is no negative of %s.".formatted(PairTypes.described(operand)), text);
    };
  }

  private Node time(int column, String value) {
    boolean isSpan = TimeTexts.isSpan(value);
    return (isSpan ? TimeTexts.span(value) : TimeTexts.point(value))
        .orElseThrow(() ->
            ExpressionFaults.at(
                column,
                "%s is no time such as '2024-01-31' or '2024-01-31T12:00:00', and no length of time"
                        .formatted(Quoting.quoted(value))
                    + " such as 'PT1H' or 'P1D'; names stand in back quotes.",
                text));
  }

  private Node variable(Name name) {
    ExpressionVariable variable =
        names
            .find(name.path())
            .orElseThrow(() -> ExpressionFaults.at(name.column(), unknown(name.path()), text));
    if (!Types.isKnown(variable.type())) {
      throw ExpressionFaults.at(
          name.column(),
          "\"%s\" has cells of %s; expressions are made of whole numbers, floats up to 64 bits,"
                  .formatted(name.path(), variable.type().numpyName())
              + " truth values, and times with a unit.",
          text);
    }
    return new Node.Cells(variable);
  }

  private String unknown(String path) {
    List<String> known = List.copyOf(names.names());
    return "There is no variable "
        + Quoting.quoted(path)
        + ExpressionFaults.near(path, known)
        + ". There are: "
        + String.join(", ", known.subList(0, Math.min(known.size(), MOST_NAMED)))
        + (known.size() > MOST_NAMED ? ", …" : "")
        + ". A name that is no identifier stands in back quotes.";
  }
}
