package io.hypertile.reduction;

/**
 * Additions of float64 that carry their rounding errors along, each place by itself, in loops that
 * become vector instructions.
 */
final class Compensation {
  private Compensation() {}

  /** Adds each number to the sum of its place. */
  static void add(double[] values, double[] sums, double[] errors, int count) {
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double sum = sums[i];
      double next = sum + value;
      double added = next - sum;
      errors[i] += (sum - (next - added)) + (value - added);
      sums[i] = next;
    }
  }

  /** Adds two numbers to the sum of each place, the first of them first. */
  static void add(double[] values, double[] others, double[] sums, double[] errors, int count) {
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double other = others[i];
      double sum = sums[i];
      double middle = sum + value;
      double added = middle - sum;
      double next = middle + other;
      double addedNext = next - middle;
      double error = (sum - (middle - added)) + (value - added);
      errors[i] = errors[i] + error + ((middle - (next - addedNext)) + (other - addedNext));
      sums[i] = next;
    }
  }

  /** Adds each number to the sum of its place, which has no error yet. */
  static void addFirst(double[] values, double[] sums, double[] errors, int count) {
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double sum = sums[i];
      double next = sum + value;
      double added = next - sum;
      errors[i] = (sum - (next - added)) + (value - added);
      sums[i] = next;
    }
  }
}
