package io.hypertile.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessLocksTest extends LockManagerContract {
  @Override
  protected LockManager create() {
    return new InProcessLocks();
  }

  @Test
  void keysThatNobodyUsesTakeNoMemory() {
    InProcessLocks locks = new InProcessLocks();
    List<LockKey> keys = List.of(new LockKey("c", "1"), new LockKey("c", "2"));
    try (HeldLock held = locks.acquireAll(keys, LockMode.READ, Duration.ZERO, "test")) {
      assertThat(held.keys()).isEqualTo(keys);
      assertThatThrownBy(() -> locks.acquire(keys.getFirst(), LockMode.WRITE, Duration.ofMillis(1)))
          .isInstanceOf(ServiceException.class);
      assertThat(locks.keys()).isEqualTo(2);
    }
    assertThat(locks.keys()).isZero();
  }
}
