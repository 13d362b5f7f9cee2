package io.hypertile.zarr.engine;

import io.hypertile.engine.ArrayEngineContract;
import io.hypertile.engine.ArrayTrashContract;
import io.hypertile.engine.CollectionStoreContract;
import io.hypertile.engine.TestStorage;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.StoreName;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.named.StoreLocation;
import io.hypertile.store.named.StoreOpener;
import io.hypertile.store.named.StoreSettings;
import io.hypertile.store.named.Stores;
import io.hypertile.store.s3.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Arrays in Zarr in a store of the settings that is in S3 keep the storage contract. */
class S3ZarrStorageTest {
  private static final StoreName NAME = new StoreName("lake");

  private static final AtomicInteger PLACES = new AtomicInteger();

  private static S3Server server;
  private static Stores stores;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.usual();
    StoreSettings settings =
        new StoreSettings(
            NAME,
            StoreLocation.parse("s3://" + S3Server.BUCKET + "/kept"),
            false,
            Optional.of(server.address()),
            Optional.of("us-east-1"),
            Optional.empty(),
            false,
            Duration.ofSeconds(5));
    MemoryShare memory = MemoryBudget.only(MemoryUse.LOG, 16L << 20);
    stores = new Stores(List.of(settings), new StoreOpener(Map.of(), memory));
  }

  @AfterAll
  static void stop() {
    stores.close();
    server.close();
  }

  private static StorePrefix newPlace() {
    return new StorePrefix("place" + PLACES.incrementAndGet());
  }

  private static TestStorage open(StorePrefix place, Path root) {
    return OpenedZarr.farAway(stores.require(NAME).revisions(), place, root);
  }

  @Nested
  class Collections extends CollectionStoreContract {
    private final StorePrefix place = newPlace();

    @Override
    protected TestStorage open(Path root) {
      return S3ZarrStorageTest.open(place, root);
    }
  }

  @Nested
  class Trash extends ArrayTrashContract {
    private final StorePrefix place = newPlace();

    @Override
    protected TestStorage open(Path root) {
      return S3ZarrStorageTest.open(place, root);
    }

    @Override
    protected boolean keepsNames() {
      return true;
    }
  }

  @Nested
  class Arrays extends ArrayEngineContract {
    private final StorePrefix place = newPlace();

    @Override
    protected TestStorage open(Path root) {
      return S3ZarrStorageTest.open(place, root);
    }
  }
}
