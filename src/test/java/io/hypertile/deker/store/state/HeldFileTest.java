package io.hypertile.deker.store.state;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.CollectionArray;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is held is the state that was found, whatever becomes of the array. */
class HeldFileTest {
  private static final Shape SHAPE = Shape.of(3, 4);
  private static final Region ALL = Region.whole(SHAPE);
  private static final Collection COLLECTION = keyed("held", DType.INT32, SHAPE, null);

  @TempDir Path root;
  private Hdf5Storage storage;
  private ArrayEngine engine;
  private ArrayId id;
  private byte[] cells;

  @BeforeEach
  void writeArray() {
    storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
    engine = storage.arrays();
    storage.collections().create(COLLECTION);
    id = engine.create(COLLECTION, header(1)).header().id();
    cells = pattern(COLLECTION, ALL, 1);
    engine.write(COLLECTION, id, ALL, source(cells), Precondition.NONE);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void aReaderHasTheStateThatWasFound() {
    StoredArray found = engine.find(COLLECTION, id).orElseThrow();
    Region part = Region.of(new long[] {1, 0}, new long[] {2, 4});
    try (CollectionArray changed = engine.findToRead(COLLECTION, id).orElseThrow();
        CollectionArray replaced = engine.findToRead(COLLECTION, id).orElseThrow();
        CollectionArray deleted = engine.findToRead(COLLECTION, id).orElseThrow()) {
      engine.write(COLLECTION, id, part, source(pattern(COLLECTION, part, 2)), Precondition.NONE);
      assertOpens(changed, found);
      engine.write(COLLECTION, id, ALL, source(pattern(COLLECTION, ALL, 3)), Precondition.NONE);
      assertOpens(replaced, found);
      assertThat(engine.delete(COLLECTION, id, Precondition.NONE)).isTrue();
      assertOpens(deleted, found);
    }
    assertThat(engine.findToRead(COLLECTION, id)).isEmpty();
  }

  private void assertOpens(CollectionArray held, StoredArray found) {
    try (ArrayReader reader = held.open(ALL)) {
      assertThat(reader.array()).isEqualTo(found);
      assertThat(read(reader, DType.INT32, ALL)).isEqualTo(cells);
    }
  }

  @Test
  void aFileThatCannotBeReadIsFoundAllTheSame() {
    Collection other = keyed("held", DType.INT32, Shape.of(4, 3), null);
    try (CollectionArray held = engine.findToRead(other, id).orElseThrow()) {
      assertThat(held.stored()).isEqualTo(engine.find(other, id).orElseThrow());
      assertThatThrownBy(() -> held.open(ALL)).isInstanceOf(CorruptDataException.class);
    }
    assertThat(read(engine, COLLECTION, id, ALL)).isEqualTo(cells);
  }

  @Test
  void stateOfAHeldFileIsReadOnce() {
    try (CollectionArray held = engine.findToRead(COLLECTION, id).orElseThrow()) {
      assertOpens(held, held.stored());
      assertThat(engine.delete(COLLECTION, id, Precondition.NONE)).isTrue();
      assertThatThrownBy(() -> held.open(ALL)).isInstanceOf(ServiceException.class);
    }
  }
}
