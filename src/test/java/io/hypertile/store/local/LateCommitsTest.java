package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LateCommitsTest {
  private final LateCommits late = new LateCommits("lake");
  private final StorePrefix place = new StorePrefix("tracks/day");

  @Test
  void whoeverAsksForAPlaceWaitsUntilItsFilesAreThere() throws InterruptedException {
    for (String text : new String[] {"", "tracks", "tracks/day", "tracks/day/zarr.json"}) {
      late.begin(place);
      AtomicReference<String> seen = new AtomicReference<>("nothing");
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                late.await(new StorePrefix(text));
                seen.compareAndSet("files", "after the files");
              });
      while (reader.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      seen.set("files");
      late.end(place);
      reader.join();
      assertThat(seen).as(text).hasValue("after the files");
      late.await(new StorePrefix(text));
    }
  }

  @Test
  void placesBesideItAreNotHeldBack() {
    late.begin(place);
    late.await(new StoreKey("tracks/days"));
    late.await(new StoreKey("tracks/da"));
    late.await(new StoreKey("track"));
    late.end(new StorePrefix("tracks/other"));
    late.end(place);
  }

  @Test
  void whatStaysBehindIsNotReadAsItWas() {
    late.fail(place, new IOException("nothing was begun"));
    late.await(new StoreKey("tracks/day"));
    late.begin(place);
    late.fail(place, new IOException("the disk is gone"));
    assertThatThrownBy(() -> late.await(new StoreKey("tracks/day/c/0")))
        .isInstanceOf(StoreException.class)
        .hasRootCauseMessage("the disk is gone");
    assertThatThrownBy(() -> late.await(new StoreKey("tracks"))).isInstanceOf(StoreException.class);
    late.await(new StoreKey("elsewhere"));
  }

  @Test
  void theRootHoldsBackAll() {
    late.begin(StorePrefix.ROOT);
    late.fail(StorePrefix.ROOT, new IOException("gone"));
    assertThatThrownBy(() -> late.await(new StoreKey("any/key")))
        .isInstanceOf(StoreException.class);
  }
}
