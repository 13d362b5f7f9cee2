package io.hypertile.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Several storages keep the contract of one, and share one namespace. */
class PlacedStoragesTest {
  private static final Placement LAKE = new Placement(Placement.Form.ZARR, Optional.of("lake"));

  private final MemoryStorage home = new MemoryStorage();
  private final MemoryStorage far = new MemoryStorage();
  private final PlacedStorages both = of(home, far);

  private static PlacedStorages of(MemoryStorage home, MemoryStorage far) {
    return new PlacedStorages(List.of(placed(Placement.DEFAULT, home), placed(LAKE, far)));
  }

  private static PlacedStorage placed(Placement placement, MemoryStorage storage) {
    return PlacedStorage.of(placement, storage.collections(), storage.arrays(), new MemoryUpkeep());
  }

  private record Opened(PlacedStorages storages) implements TestStorage {
    @Override
    public CollectionStore collections() {
      return storages.collections();
    }

    @Override
    public ArrayEngine arrays() {
      return storages.arrays();
    }

    @Override
    public void close() {}
  }

  @Nested
  class Collections extends CollectionStoreContract {
    private final Map<Path, PlacedStorages> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return new Opened(
          disk.computeIfAbsent(root, path -> of(new MemoryStorage(), new MemoryStorage())));
    }
  }

  @Nested
  class Arrays extends ArrayEngineContract {
    private final Map<Path, PlacedStorages> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return new Opened(
          disk.computeIfAbsent(root, path -> of(new MemoryStorage(), new MemoryStorage())));
    }
  }

  private static Collection plain(String name, Placement placement) {
    return keyed(name, DType.INT8, Shape.of(3), null).in(placement);
  }

  @Test
  void collectionsLieWhereTheyAskFor() {
    both.collections().create(plain("a", Placement.DEFAULT));
    both.collections().create(plain("b", LAKE));
    both.arrays().create(plain("b", LAKE), header(1));
    assertThat(home.collections().list()).extracting(CollectionName::text).containsExactly("a");
    assertThat(far.collections().list()).extracting(CollectionName::text).containsExactly("b");
    assertThat(far.arrays().list(plain("b", LAKE), null, 5)).hasSize(1);
    assertThat(both.collections().list())
        .extracting(CollectionName::text)
        .containsExactly("a", "b");
    assertThat(both.collections().clear(new CollectionName("b"))).isTrue();
    assertThat(far.arrays().list(plain("b", LAKE), null, 5)).isEmpty();
    assertThat(both.collections().delete(new CollectionName("b"))).isTrue();
    assertThat(far.collections().list()).isEmpty();
  }

  @Test
  void namesInUseAnywhereAreRefused() {
    both.collections().create(plain("a", LAKE));
    assertThatThrownBy(() -> both.collections().create(plain("a", Placement.DEFAULT)))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(home.collections().list()).isEmpty();
  }

  @Test
  void placesThatTheServerHasNotAreRefusedByName() {
    Placement other = new Placement(Placement.Form.ZARR, Optional.of("pond"));
    assertThatThrownBy(() -> both.collections().create(plain("a", other)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
              assertThat(e.members())
                  .containsEntry("pointer", "/store")
                  .containsEntry("known", List.of("lake"));
            });
    assertThatThrownBy(() -> both.collections().create(plain("a", Placement.LOCAL_ZARR)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.members()).containsEntry("pointer", "/storage"));
  }
}
