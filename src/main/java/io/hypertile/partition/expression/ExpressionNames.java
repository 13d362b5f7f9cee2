package io.hypertile.partition.expression;

import java.util.Collection;
import java.util.Optional;

/** Variables by their names. Thread-safe. */
public interface ExpressionNames {
  /** The variable of a name; empty if no variable has it. */
  Optional<ExpressionVariable> find(String name);

  /** All names, for messages. */
  Collection<String> names();
}
