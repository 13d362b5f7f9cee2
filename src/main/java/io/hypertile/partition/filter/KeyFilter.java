package io.hypertile.partition.filter;

import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.filter.KeyExpression.And;
import io.hypertile.partition.filter.KeyExpression.Chain;
import io.hypertile.partition.filter.KeyExpression.Literal;
import io.hypertile.partition.filter.KeyExpression.Name;
import io.hypertile.partition.filter.KeyExpression.Not;
import io.hypertile.partition.filter.KeyExpression.Or;
import io.hypertile.partition.filter.KeyExpression.Sequence;
import io.hypertile.partition.filter.KeyExpression.Step;
import java.util.List;

/**
 * A filter of partitions, all of whose names and types are known to fit the keys
 * (zcollection-rules.md 75 to 87). Immutable.
 */
public final class KeyFilter {
  private final KeyExpression expression;
  private final List<String> names;

  private KeyFilter(KeyExpression expression, List<String> names) {
    this.expression = expression;
    this.names = names;
  }

  /**
   * Reads a filter.
   *
   * @param text the filter; all partitions match an empty one
   * @param names the parts of the keys it is for
   * @throws io.hypertile.error.SyntaxException {@code invalid-filter} if it is no filter, names
   *     what keys have not, or orders values that have no order
   */
  public static KeyFilter parse(String text, List<String> names) {
    KeyExpression expression = KeyParser.parse(text);
    new KeyChecks(text, names).check(expression);
    return new KeyFilter(expression, List.copyOf(names));
  }

  /** Whether a partition is meant. */
  public boolean matches(PartitionKey key) {
    return value(expression, key).isTrue();
  }

  private KeyValue value(KeyExpression node, PartitionKey key) {
    return switch (node) {
      case Name name -> KeyValue.Whole.of(key.parts().get(names.indexOf(name.text())).value());
      case Literal literal -> literal.value();
      case Sequence sequence ->
          new KeyValue.Items(sequence.items().stream().map(item -> value(item, key)).toList());
      case And and -> decisive(and.operands(), key, false);
      case Or or -> decisive(or.operands(), key, true);
      case Not not -> truth(!value(not.operand(), key).isTrue());
      case Chain chain -> truth(holds(chain, key));
    };
  }

  private static KeyValue truth(boolean value) {
    return KeyValue.Whole.of(value ? 1 : 0);
  }

  /** The first operand that counts as given, or the last. */
  private KeyValue decisive(List<KeyExpression> operands, PartitionKey key, boolean deciding) {
    KeyValue last = KeyValue.Constant.NONE;
    for (KeyExpression operand : operands) {
      last = value(operand, key);
      if (last.isTrue() == deciding) {
        return last;
      }
    }
    return last;
  }

  private boolean holds(Chain chain, PartitionKey key) {
    KeyValue left = value(chain.first(), key);
    for (Step step : chain.steps()) {
      KeyValue right = value(step.operand(), key);
      if (!holds(left, step.operator(), right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private static boolean holds(KeyValue left, KeyOperator operator, KeyValue right) {
    return switch (operator) {
      case EQUAL -> KeyValue.areEqual(left, right);
      case UNEQUAL -> !KeyValue.areEqual(left, right);
      case IN -> isIn(left, right);
      case NOT_IN -> !isIn(left, right);
      case BELOW, AT_MOST, ABOVE, AT_LEAST -> KeyValue.isOrdered(left, operator, right);
    };
  }

  private static boolean isIn(KeyValue left, KeyValue right) {
    return switch (right) {
      case KeyValue.Items(List<KeyValue> values) ->
          values.stream().anyMatch(each -> KeyValue.areEqual(each, left));
      case KeyValue.Text(String text) -> text.contains(((KeyValue.Text) left).value());
      case KeyValue.Bytes(String bytes) ->
          left instanceof KeyValue.Bytes(String part)
              ? bytes.contains(part)
              : isByteOf(left, bytes);
      case KeyValue.Whole ignored -> throw new IllegalStateException();
      case KeyValue.Real ignored -> throw new IllegalStateException();
      case KeyValue.Constant ignored -> throw new IllegalStateException();
    };
  }

  private static boolean isByteOf(KeyValue left, String bytes) {
    return bytes.chars().anyMatch(each -> KeyValue.areEqual(left, KeyValue.Whole.of(each)));
  }
}
