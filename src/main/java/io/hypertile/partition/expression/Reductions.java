package io.hypertile.partition.expression;

import io.hypertile.error.SyntaxException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.expression.Syntax.Call;
import io.hypertile.partition.expression.Syntax.Name;
import io.hypertile.reduction.Operation;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reductions along named dimensions, or all.
 *
 * @param meanings finds the meaning of arguments
 */
record Reductions(Meanings meanings) {
  private String text() {
    return meanings.text();
  }

  /** A reduction of the first argument along the dimensions that the others name. */
  Value reduced(Call call, Operation operation) {
    if (call.arguments().isEmpty()) {
      throw ExpressionFaults.at(
          call.column(),
          "%s has values, and the dimensions that go: %s(x, time)."
              .formatted(call.name(), call.name()),
          text());
    }
    Node operand = new Literals(text()).typed(meanings.bind(call.arguments().getFirst()));
    List<NamedAxis> left = new ArrayList<>(operand.axes());
    if (call.arguments().size() == 1) {
      left.clear();
    }
    for (Syntax argument : call.arguments().subList(1, call.arguments().size())) {
      remove(argument, operand, left);
    }
    return new Value.Typed(call.column(), reduced(call, operation, operand, left));
  }

  private void remove(Syntax argument, Node operand, List<NamedAxis> left) {
    String name = argument instanceof Name(int column, String path) ? path : "";
    if (!left.removeIf(axis -> axis.name().equals(name))) {
      boolean isTwice = operand.axes().stream().anyMatch(axis -> axis.name().equals(name));
      String known = operand.axes().stream().map(NamedAxis::name).collect(Collectors.joining(", "));
      throw ExpressionFaults.at(
          argument.column(),
          isTwice
              ? "The dimension %s is named twice.".formatted(Quoting.quoted(name))
              : "The values have no such dimension; %s."
                  .formatted(known.isEmpty() ? "they have none" : "they have: " + known),
          text());
    }
  }

  private Node reduced(Call call, Operation operation, Node operand, List<NamedAxis> left) {
    CellType type = operand.type();
    if (type instanceof DType number) {
      return new Node.Reduced(operation.resultType(number), operation, operand, left);
    }
    CellType result =
        switch (operation) {
          case COUNT -> DType.INT64;
          case MIN, MAX, FIRST, LAST -> type;
          case SUM -> Types.isTruth(type) ? DType.INT64 : type;
          case MEAN, STD -> Types.isTruth(type) ? DType.FLOAT64 : type;
          case QUANTILE -> throw new IllegalArgumentException(operation.text());
        };
    boolean isArithmetic =
        operation == Operation.SUM || operation == Operation.MEAN || operation == Operation.STD;
    if (type instanceof CellType.TimePoint && isArithmetic) {
      throw noResult(call, type, "reduce lengths of time, as first(t) + mean(t - first(t))");
    }
    if (type instanceof CellType.TimeSpan && operation == Operation.STD) {
      throw noResult(call, type, "divide it by a length of time first, as std(x / 'PT1S')");
    }
    if (type instanceof CellType.TimeSpan && operation == Operation.MEAN) {
      return new Node.Paired(
          type,
          Sign.DIVIDE,
          new Node.Reduced(type, Operation.SUM, operand, left),
          new Node.Reduced(DType.INT64, Operation.COUNT, operand, left),
          left);
    }
    return new Node.Reduced(result, operation, operand, left);
  }

  private SyntaxException noResult(Call call, CellType type, String advice) {
    return ExpressionFaults.at(
        call.column(),
        "There is no %s of %s; %s.".formatted(call.name(), type.numpyName(), advice),
        text());
  }
}
