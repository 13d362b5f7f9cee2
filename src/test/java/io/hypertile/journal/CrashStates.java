package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What was found below a root after each change that was acknowledged, with the moments. For one
 * thread at a time.
 *
 * @param <T> all that is there, which states are compared by
 */
public final class CrashStates<T> {
  private final CrashRoot root;
  private final List<After<T>> states = new ArrayList<>();

  /** All that is there, after a change that was acknowledged at a moment. */
  private record After<T>(int moment, T found) {}

  /** No states yet. */
  public CrashStates(CrashRoot root) {
    this.root = root;
  }

  /**
   * Adds what is there now.
   *
   * @param look finds it; what it does itself comes after the moment
   */
  public void add(Supplier<T> look) {
    states.add(new After<>(root.moment(), look.get()));
  }

  /** Number of states. */
  public int size() {
    return states.size();
  }

  /**
   * Loses power at every moment, and asserts that what was acknowledged is there, and of the change
   * that was not all or nothing.
   *
   * @param look finds what is there
   */
  public void assertKeptAtEveryMoment(Function<Journal, T> look) throws IOException {
    root.loseAtEveryMoment((journal, moment) -> {
      int acknowledged = 0;
      while (acknowledged < states.size() && states.get(acknowledged).moment() <= moment) {
        acknowledged++;
      }
      if (acknowledged == 0) {
        return;
      }
      int next = Math.min(acknowledged, states.size() - 1);
      assertThat(look.apply(journal))
          .as("power is lost at moment %d", moment)
          .isIn(states.get(acknowledged - 1).found(), states.get(next).found());
    });
  }
}
