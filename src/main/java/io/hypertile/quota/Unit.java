package io.hypertile.quota;

import java.util.function.ToLongFunction;

/** Unit in which quotas limit what collections hold. */
enum Unit {
  BYTES("bytes", Amount::bytes),
  ARRAYS("arrays", Amount::arrays);

  private final String text;
  private final ToLongFunction<Amount> of;

  Unit(String text, ToLongFunction<Amount> of) {
    this.text = text;
    this.of = of;
  }

  /** The word for it in refusals. */
  String text() {
    return text;
  }

  /** The part of an amount that is in this unit. */
  long of(Amount amount) {
    return of.applyAsLong(amount);
  }
}
