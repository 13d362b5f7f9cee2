package io.hypertile.partition.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.partition.filter.KeyExpression.And;
import io.hypertile.partition.filter.KeyExpression.Chain;
import io.hypertile.partition.filter.KeyExpression.Literal;
import io.hypertile.partition.filter.KeyExpression.Name;
import io.hypertile.partition.filter.KeyExpression.Not;
import io.hypertile.partition.filter.KeyExpression.Or;
import io.hypertile.partition.filter.KeyExpression.Sequence;
import io.hypertile.partition.filter.KeyExpression.Step;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Checks of a filter before any partition is looked at: names that keys have, orders between values
 * that have one.
 *
 * @param text the filter, for messages
 * @param names the parts of keys
 */
record KeyChecks(String text, List<String> names) {
  /**
   * Types that a node's value may have, and, where it is a list in the text, those of its items.
   */
  private record Types(Set<KeyType> all, List<Types> items) {
    static Types of(KeyType type) {
      return new Types(EnumSet.of(type), List.of());
    }

    boolean mayBe(KeyType type) {
      return all.contains(type);
    }
  }

  /** Checks all of a filter. */
  void check(KeyExpression expression) {
    types(expression);
  }

  private Types types(KeyExpression node) {
    return switch (node) {
      case Name name -> {
        requireKnown(name);
        yield Types.of(KeyType.NUMBER);
      }
      case Literal literal -> Types.of(KeyType.of(literal.value()));
      case Sequence sequence ->
          new Types(EnumSet.of(KeyType.ITEMS), sequence.items().stream().map(this::types).toList());
      case And and -> union(and.operands());
      case Or or -> union(or.operands());
      case Not not -> {
        types(not.operand());
        yield Types.of(KeyType.NUMBER);
      }
      case Chain chain -> {
        checkSteps(chain);
        yield Types.of(KeyType.NUMBER);
      }
    };
  }

  private Types union(List<KeyExpression> operands) {
    Set<KeyType> all = EnumSet.noneOf(KeyType.class);
    List<Types> items = new ArrayList<>();
    for (KeyExpression operand : operands) {
      Types types = types(operand);
      all.addAll(types.all());
      items.addAll(types.items());
    }
    return new Types(all, items);
  }

  private void checkSteps(Chain chain) {
    Types left = types(chain.first());
    for (Step step : chain.steps()) {
      Types right = types(step.operand());
      if (step.operator().isOrder()) {
        requireOrder(left, step, right);
      } else if (step.operator() == KeyOperator.IN || step.operator() == KeyOperator.NOT_IN) {
        requireMembers(left, step, right);
      }
      left = right;
    }
  }

  private void requireOrder(Types left, Step step, Types right) {
    for (KeyType one : left.all()) {
      for (KeyType other : right.all()) {
        if (one != other || one == KeyType.CONSTANT) {
          throw fault(
              step.column(),
              "%s cannot be ordered with %s; compare numbers with numbers."
                  .formatted(capital(one.text()), other.text()));
        }
      }
    }
    int shared = Math.min(left.items().size(), right.items().size());
    for (int i = 0; i < shared; i++) {
      requireOrder(left.items().get(i), step, right.items().get(i));
    }
  }

  private void requireMembers(Types left, Step step, Types right) {
    for (KeyType other : right.all()) {
      boolean isFit =
          switch (other) {
            case ITEMS -> true;
            case TEXT -> left.all().equals(Set.of(KeyType.TEXT));
            case BYTES ->
                !left.mayBe(KeyType.TEXT)
                    && !left.mayBe(KeyType.CONSTANT)
                    && !left.mayBe(KeyType.ITEMS);
            case NUMBER, CONSTANT -> false;
          };
      if (!isFit) {
        throw fault(
            step.column(),
            "The values after in stand in brackets, such as (1, 2); this is " + other.text() + ".");
      }
    }
  }

  private void requireKnown(Name name) {
    if (names.contains(name.text())) {
      return;
    }
    throw fault(
        name.column(),
        "Keys of the collection have no part "
            + Quoting.quoted(name.text())
            + NearestNames.hint(
                NearestNames.of(name.text(), names).stream().map(Quoting::shortened).toList())
            + ". They have: "
            + String.join(", ", names)
            + ".");
  }

  private SyntaxException fault(int column, String detail) {
    return new SyntaxException(ErrorCode.INVALID_FILTER, detail, column, text);
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
