package io.hypertile;

import java.util.Random;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The seed of all that tests make at random: {@code -Dhypertile.test.seed}, or else another one for
 * each class. It is printed when a test fails.
 */
public final class TestSeed implements BeforeAllCallback, TestWatcher {
  private static final String PROPERTY = "hypertile.test.seed";

  private static volatile long seed = draw();

  private static long draw() {
    return Long.getLong(PROPERTY, new Random().nextLong() >>> 1);
  }

  /** The seed of the test class that runs. */
  public static long get() {
    return seed;
  }

  /** Random numbers from the seed, the same at each call. */
  public static Random random() {
    return new Random(seed);
  }

  /** Other random numbers from the seed for each part of a test, the same at each call. */
  public static Random random(long part) {
    return random(seed, part);
  }

  /** Random numbers of a part of a test, with a seed of an earlier run. */
  public static Random random(long seed, long part) {
    return new Random(seed ^ (part * 0x9E3779B97F4A7C15L));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (context.getRequiredTestClass().getEnclosingClass() == null) {
      seed = draw();
    }
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    System.out.printf(
        "%s %s failed with -D%s=%d%n",
        context.getRequiredTestClass().getSimpleName(), context.getDisplayName(), PROPERTY, seed);
  }
}
