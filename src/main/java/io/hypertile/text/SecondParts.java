package io.hypertile.text;

/** Times as whole numbers of equal parts of a second. */
public final class SecondParts {
  private SecondParts() {}

  /**
   * The number of parts since 1970, also where the whole seconds alone have no number: the first
   * time that 64 bits hold in nanoseconds lies in a second that begins before it.
   *
   * @param seconds whole seconds since 1970, rounded down
   * @param parts parts behind them, from 0 to one less than those of a second
   * @param perSecond parts of a second
   * @throws ArithmeticException if 64 bits do not hold it
   */
  public static long count(long seconds, long parts, long perSecond) {
    return seconds < 0
        ? Math.addExact(Math.multiplyExact(seconds + 1, perSecond), parts - perSecond)
        : Math.addExact(Math.multiplyExact(seconds, perSecond), parts);
  }
}
