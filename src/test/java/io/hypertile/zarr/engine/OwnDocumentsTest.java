package io.hypertile.zarr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.RevisionsOver;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnDocumentsTest {
  private static final CollectionName NAME = new CollectionName("tracks");
  private static final ZarrLayout LAYOUT = new ZarrLayout(StorePrefix.ROOT);

  /** States whose commits end in a given way. */
  private record Ending(Revisions under, CommitResult end) implements RevisionsOver {
    @Override
    public CommitResult commit(Revision base, List<KeyChange> changes) {
      return end;
    }
  }

  private static void assertRefused(String document, CommitResult end, ErrorCode code) {
    try (MemoryStore store = new MemoryStore("lake")) {
      byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
      store.put(LAYOUT.document(NAME), ObjectBody.of(bytes), Condition.ALWAYS);
      Revisions states = new Ending(store.revisions(), end);
      OwnDocuments own =
          new OwnDocuments(
              new Parts(Placement.LOCAL_ZARR, LAYOUT, states, null, null, null, false));
      assertThatThrownBy(() -> own.leave(NAME))
          .isInstanceOfSatisfying(
              ServiceException.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
  }

  @Test
  void aChangeOfWhichNobodyKnowsIsNotCalledOneOfOthers() {
    String group = "{\"zarr_format\": 3, \"node_type\": \"group\"}";
    assertRefused(
        group,
        new CommitResult.Unknown(new IOException("no answer")),
        ErrorCode.STORAGE_UNAVAILABLE);
    assertRefused(group, new CommitResult.Lost(Optional.empty()), ErrorCode.LOCKED);
  }
}
