package io.hypertile.partition.expression;

/** Changes of single values. */
enum Change {
  NEGATIVE,
  NOT,
  IS_NULL,
  ABSOLUTE,
  ROOT,
  EXPONENTIAL,
  LOGARITHM,
  ROUNDED
}
