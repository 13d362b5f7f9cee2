package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.StorageDirectories;
import io.hypertile.array.Precondition;
import io.hypertile.deker.lock.LockHolder;
import io.hypertile.engine.ArrayCellsContract;
import io.hypertile.engine.ArrayEngineContract;
import io.hypertile.engine.ArrayEngineModelContract;
import io.hypertile.engine.ArrayTrashContract;
import io.hypertile.engine.CollectionStoreContract;
import io.hypertile.engine.TestStorage;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.LockMode;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A storage that is shared with Deker keeps the storage contract, and Deker's locks. Each commit
 * forces its files and directories, so the contracts are gone through in memory; {@code
 * Hdf5StorageTest} does that on the disk.
 */
@StorageDirectories.InMemory
@EnabledOnOs(OS.LINUX)
class SharedStorageTest {
  private static final Shape SHAPE = Shape.of(4, 6);
  private static final Region ALL = Region.whole(SHAPE);
  private static final Region BOX = Region.of(new long[] {1, 1}, new long[] {3, 4});

  private static Hdf5Storage shared(Path root, Duration timeout) {
    return Hdf5Storage.open(root, new Hdf5Settings(timeout, 512, true));
  }

  private static TestStorage opened(Path root) {
    return new Hdf5StorageTest.Opened(shared(root, Duration.ofSeconds(60)));
  }

  @Nested
  class Collections extends CollectionStoreContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class Trash extends ArrayTrashContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected boolean keepsNames() {
      return false;
    }
  }

  @Nested
  class Arrays extends ArrayEngineContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class VirtualArrays extends ArrayEngineContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected boolean isTiled() {
      return true;
    }
  }

  @Nested
  class Cells extends ArrayCellsContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class Model extends ArrayEngineModelContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class Locks {
    @TempDir Path directory;
    private final Collection collection = keyed("v", DType.INT32, SHAPE, null);

    private Path file(ArrayId id) throws IOException {
      try (Stream<Path> files = Files.walk(directory)) {
        return files
            .filter(path -> path.endsWith(id + ".hdf5") && Files.isRegularFile(path))
            .filter(path -> path.toString().contains("array_data"))
            .findFirst()
            .orElseThrow()
            .toRealPath();
      }
    }

    private List<String> markers() throws IOException {
      try (Stream<Path> files = Files.walk(directory.resolve("collections"))) {
        return files
            .map(path -> path.getFileName().toString())
            .filter(name -> name.endsWith("arrayreadlock") || name.endsWith("varraylock"))
            .toList();
      }
    }

    private ArrayId create(Hdf5Storage storage) {
      storage.collections().create(collection);
      ArrayId id = storage.arrays().create(collection, header(7)).header().id();
      storage
          .arrays()
          .write(collection, id, ALL, source(pattern(collection, ALL, 1)), Precondition.NONE);
      return id;
    }

    @Test
    void aWriterElsewhereKeepsReadersAndWritersWaitingUpToTheDeadline() throws Exception {
      try (Hdf5Storage storage = shared(directory, Duration.ofMillis(200))) {
        ArrayId id = create(storage);
        try (LockHolder other = LockHolder.start(LockMode.WRITE, "FLOCK", file(id))) {
          assertThat(other.pid()).isPositive();
          for (Runnable access :
              List.<Runnable>of(
                  () ->
                      storage
                          .arrays()
                          .open(collection, id, Region.whole(collection.arrays().shape()))
                          .close(),
                  () -> storage.arrays().find(collection, id),
                  () -> storage.arrays().delete(collection, id, Precondition.NONE),
                  () -> write(storage, id, 2))) {
            ServiceException failure = catchThrowableOfType(ServiceException.class, access::run);
            assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED);
            assertThat(failure.members()).containsKey("retry_after");
          }
        }
        write(storage, id, 2);
        assertThat(read(storage.arrays(), collection, id, BOX))
            .isEqualTo(pattern(collection, BOX, 2));
      }
      assertThat(markers()).isEmpty();
    }

    private void write(Hdf5Storage storage, ArrayId id, int salt) {
      storage
          .arrays()
          .write(collection, id, BOX, source(pattern(collection, BOX, salt)), Precondition.NONE);
    }

    @Test
    void aStorageThatIsNotSharedDoesNotOpenWhileDekerIsAtWork() throws Exception {
      ArrayId id;
      try (Hdf5Storage storage = shared(directory, Duration.ofSeconds(5))) {
        id = create(storage);
      }
      for (String how : List.of("FLOCK", "MARKER")) {
        try (LockHolder other = LockHolder.start(LockMode.WRITE, how, file(id))) {
          assertThat(other.pid()).isPositive();
          assertThatThrownBy(() -> Hdf5Storage.open(directory, Hdf5Settings.DEFAULT))
              .isInstanceOf(ServiceException.class)
              .hasMessageContaining("hypertile.storage.shared=true")
              .hasMessageContaining(id.text());
          shared(directory, Duration.ofSeconds(5)).close();
        }
      }
      Hdf5Storage.open(directory, Hdf5Settings.DEFAULT).close();
    }

    @Test
    void aSecondServerIsToldWhatToDo() {
      try (Hdf5Storage storage = shared(directory, Duration.ofSeconds(5))) {
        assertThat(storage.locks().list()).isEmpty();
        assertThatThrownBy(() -> shared(directory, Duration.ofSeconds(5)))
            .isInstanceOf(ServiceException.class)
            .hasMessageContaining("hypertile.storage.shared=true");
      }
    }

    @Test
    void markersOfAServerThatWasKilledGoAtTheNextStart() throws Exception {
      ArrayId id;
      try (Hdf5Storage storage = shared(directory, Duration.ofSeconds(5))) {
        id = create(storage);
      }
      LockHolder killed = LockHolder.start(LockMode.WRITE, "BOTH", file(id));
      killed.kill();
      Path note = directory.resolve(".hypertile/sharing.pid");
      assertThat(note).doesNotExist();
      shared(directory, Duration.ofSeconds(5)).close();
      assertThat(markers()).as("the marker of somebody else").hasSize(1);
      Files.writeString(note, killed.pid() + "\n");
      shared(directory, Duration.ofSeconds(5)).close();
      assertThat(markers()).isEmpty();
      assertThat(note).doesNotExist();
    }
  }
}
