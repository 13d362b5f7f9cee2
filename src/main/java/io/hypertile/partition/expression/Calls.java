package io.hypertile.partition.expression;

import io.hypertile.error.SyntaxException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.expression.Syntax.Call;
import io.hypertile.reduction.Operation;
import io.hypertile.text.Quoting;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Functions and their arguments.
 *
 * @param meanings finds the meaning of arguments
 */
record Calls(Meanings meanings) {
  private static final List<String> FUNCTIONS =
      List.of("where", "isnan", "abs", "sqrt", "exp", "log", "round", "clip");

  /** Decimals that numbers are rounded to at most. */
  private static final int MOST_DIGITS = 300;

  private String text() {
    return meanings.text();
  }

  private Literals literals() {
    return new Literals(text());
  }

  /** The meaning of a call. */
  Value call(Call call) {
    Optional<Operation> operation = operation(call.name());
    if (operation.isPresent()) {
      return new Reductions(meanings).reduced(call, operation.get());
    }
    Optional<DType> cast =
        DType.COMMON.stream().filter(type -> type.numpyName().equals(call.name())).findFirst();
    if (cast.isPresent()) {
      return cast(call, cast.get());
    }
    return switch (call.name()) {
      case "where" -> where(call);
      case "clip" -> clip(call);
      case "round" -> round(call);
      case "isnan" -> {
        Node node = literals().typed(only(call));
        yield changed(call, Change.IS_NULL, Types.TRUTH, node);
      }
      case "abs" -> {
        Node node = literals().typed(only(call));
        if (node.type() instanceof CellType.TimePoint) {
          throw wrongType(call, node);
        }
        yield Types.isTruth(node.type())
            ? new Value.Typed(call.column(), node)
            : changed(call, Change.ABSOLUTE, node.type(), node);
      }
      case "sqrt" -> real(call, Change.ROOT);
      case "exp" -> real(call, Change.EXPONENTIAL);
      case "log" -> real(call, Change.LOGARITHM);
      default -> throw unknown(call);
    };
  }

  private static Optional<Operation> operation(String name) {
    return Arrays.stream(Operation.values())
        .filter(each -> each != Operation.QUANTILE && each.text().equals(name))
        .findFirst();
  }

  private SyntaxException unknown(Call call) {
    List<String> known = new ArrayList<>(FUNCTIONS);
    for (Operation each : Operation.values()) {
      operation(each.text()).map(Operation::text).ifPresent(known::add);
    }
    String all = String.join(", ", known);
    return ExpressionFaults.at(
        call.column(),
        "There is no function "
            + Quoting.quoted(call.name())
            + ExpressionFaults.near(call.name(), known)
            + ". There are: "
            + all
            + ", and the types int8 to float64.",
        text());
  }

  private List<Value> arguments(Call call, int least, int most, String form) {
    int count = call.arguments().size();
    if (count < least || count > most) {
      throw ExpressionFaults.at(
          call.column(), "%s has %s, not %d.".formatted(call.name(), form, count), text());
    }
    return call.arguments().stream().map(meanings::bind).toList();
  }

  private Value only(Call call) {
    return arguments(call, 1, 1, "one argument").getFirst();
  }

  private static Value changed(Call call, Change change, CellType type, Node operand) {
    return new Value.Typed(call.column(), new Node.Changed(type, change, 0, operand));
  }

  private SyntaxException wrongType(Call call, Node node) {
    return ExpressionFaults.at(
        call.column(),
        "There is no %s of %s.".formatted(call.name(), node.type().numpyName()),
        text());
  }

  private Value real(Call call, Change change) {
    Node node = literals().typed(only(call));
    if (Types.isTime(node.type())) {
      throw wrongType(call, node);
    }
    DType type = Types.floatOf(node.type());
    return changed(call, change, type, Conversions.convert(node, type));
  }

  private Value where(Call call) {
    List<Value> all = arguments(call, 3, 3, "three arguments: a condition and two values");
    Node condition = new PairTypes(text()).truth(all.getFirst());
    CellType type = common(call, all.get(1), all.get(2));
    Node yes = literals().as(all.get(1), type);
    Node no = literals().as(all.get(2), type);
    List<NamedAxis> axes = NamedAxis.union(condition.axes(), yes.axes(), call.column(), text());
    return new Value.Typed(
        call.column(),
        new Node.Chosen(
            condition, yes, no, NamedAxis.union(axes, no.axes(), call.column(), text())));
  }

  private CellType common(Call call, Value one, Value other) {
    return literals()
        .common(one, other)
        .orElseThrow(() ->
            ExpressionFaults.at(
                call.column(),
                "%s has values of one type, not %s and %s."
                    .formatted(call.name(), PairTypes.described(one), PairTypes.described(other)),
                text()));
  }

  private Value clip(Call call) {
    List<Value> all = arguments(call, 3, 3, "three arguments: values, the least and the greatest");
    CellType type = common(call, all.getFirst(), all.get(1));
    Value first = new Value.Typed(all.getFirst().column(), literals().as(all.getFirst(), type));
    PairTypes pairs = new PairTypes(text());
    for (Value value : all) {
      if (value instanceof Value.None) {
        throw ExpressionFaults.at(value.column(), "clip has no null.", text());
      }
    }
    Value above = pairs.pair(call.column(), Sign.GREATEST, first, all.get(1));
    return pairs.pair(call.column(), Sign.LEAST, above, all.get(2));
  }

  private Value round(Call call) {
    List<Value> all = arguments(call, 1, 2, "one argument, or two: values and decimals");
    Node node = literals().typed(all.getFirst());
    int digits = all.size() == 1 ? 0 : digits(all.get(1));
    boolean isInteger = Types.isInteger(node.type());
    if (!Types.isNumber(node.type()) || isInteger && digits < 0) {
      throw wrongType(call, node);
    }
    return new Value.Typed(
        call.column(),
        isInteger ? node : new Node.Changed(node.type(), Change.ROUNDED, digits, node));
  }

  private int digits(Value value) {
    if (value instanceof Value.Whole(int column, BigInteger number)
        && number.abs().compareTo(BigInteger.valueOf(MOST_DIGITS)) <= 0) {
      return number.intValue();
    }
    throw ExpressionFaults.at(
        value.column(), "The decimals are a whole number, as in round(x, 2).", text());
  }

  private Value cast(Call call, DType type) {
    Value value = only(call);
    if (value instanceof Value.Typed(int column, Node node) && Types.isTime(node.type())) {
      throw ExpressionFaults.at(
          call.column(),
          "Times become numbers by division: (time - '1970-01-01') / 'PT1S'.",
          text());
    }
    boolean isCut = value instanceof Value.Real && type.isInteger();
    Node node = isCut ? literals().typed(value) : literals().as(value, type);
    return new Value.Typed(call.column(), isCut ? new Node.Converted(type, node) : node);
  }
}
