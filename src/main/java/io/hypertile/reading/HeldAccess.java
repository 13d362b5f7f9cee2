package io.hypertile.reading;

import io.hypertile.engine.HeldArray;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reading that has been thought through, with the state of the array that it was planned for:
 * that is held until it is read, or let go. Used by one thread at a time; must be closed.
 */
public final class HeldAccess implements AutoCloseable {
  private final PlannedAccess planned;
  private @Nullable HeldArray array;

  public HeldAccess(PlannedAccess planned, HeldArray array) {
    this.planned = planned;
    this.array = array;
  }

  /** What is read. */
  public PlannedAccess planned() {
    return planned;
  }

  /** Gives the state to who opens it, the first time. */
  Optional<HeldArray> take() {
    HeldArray held = array;
    array = null;
    return Optional.ofNullable(held);
  }

  /** Lets go of the state, to be done before a long wait: the array is opened anew after it. */
  @Override
  public void close() {
    take().ifPresent(HeldArray::close);
  }
}
