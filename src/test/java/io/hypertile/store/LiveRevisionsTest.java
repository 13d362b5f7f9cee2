package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.memory.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** States of a store that is only read. */
class LiveRevisionsTest {
  private static final StoreKey HEAD = new StoreKey("a/zarr.json");

  private final MemoryStore store = new MemoryStore("memory");
  private final Revisions revisions = new LiveRevisions(store);

  /** What is known of one state is not taken for that of another one, which may show more. */
  @Test
  void eachIsEqualToItselfAlone() {
    store.put(HEAD, ObjectBody.of(new byte[] {1}), Condition.ALWAYS);
    try (Revision one = revisions.open(HEAD);
        Revision other = revisions.open(HEAD)) {
      assertThat(one).isEqualTo(one).isNotEqualTo(other);
      assertThat(one.version()).isEqualTo(other.version()).isPresent();
      assertThat(one.head()).isEqualTo(HEAD);
    }
  }

  @Test
  void nothingIsChanged() {
    try (Revision before = revisions.open(HEAD)) {
      assertThatThrownBy(() -> revisions.commit(before, List.of(new KeyChange.Remove(HEAD))))
          .isInstanceOfSatisfying(
              ServiceException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }
    assertThat(revisions.canCommit()).isFalse();
  }
}
