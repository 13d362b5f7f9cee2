package io.hypertile.reading;

/** Interest of those who asked for results that take long to make. Asked by one thread. */
@FunctionalInterface
public interface Interest {
  /** Interest that is never lost. */
  Interest LASTING = () -> false;

  /** Whether nobody waits for the results any more. */
  boolean isLost();

  /** The end of work that nobody waits for. */
  final class LostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostException() {
      super("nobody waits for the results any more");
    }
  }
}
