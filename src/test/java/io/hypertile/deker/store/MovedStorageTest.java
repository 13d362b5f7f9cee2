package io.hypertile.deker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.DekerFixtures;
import io.hypertile.array.Precondition;
import io.hypertile.deker.store.check.DekerFault;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.engine.StoredArray;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Storages of Deker that were moved, are old, or were written by hand (deker-layout.md, "Collection
 * documents", "Links and keys" and "Ids").
 */
class MovedStorageTest {
  private static final CollectionName WEATHER = new CollectionName("weather");

  @TempDir Path directory;
  private Path root = Path.of("");

  @BeforeEach
  void unpack() throws IOException {
    root = DekerFixtures.unpack("basic", directory);
  }

  private Hdf5Storage open() {
    return Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
  }

  private List<Path> links() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isSymbolicLink).toList();
    }
  }

  /** Replaces every link by one with another target. */
  private void relink(java.util.function.BinaryOperator<Path> target) throws IOException {
    for (Path link : links()) {
      Path next = target.apply(link, Files.readSymbolicLink(link));
      Files.delete(link);
      Files.createSymbolicLink(link, next);
    }
  }

  private static void assertEveryKeyIsFound(Hdf5Storage storage) {
    Collection weather = storage.collections().find(WEATHER).orElseThrow();
    List<ArrayId> ids = storage.arrays().list(weather, null, 100);
    assertThat(ids).hasSizeGreaterThan(2);
    for (ArrayId id : ids) {
      Attributes key = storage.arrays().find(weather, id).orElseThrow().header().primary();
      Optional<StoredArray> found = storage.arrays().findByKey(weather, key);
      assertThat(found.map(array -> array.header().id())).contains(id);
    }
  }

  private static List<IntegrityFinding.Kind> check(Hdf5Storage storage, boolean repair) {
    return storage
        .upkeep()
        .check(new IntegrityRequest(Optional.empty(), 4, false, repair))
        .findings()
        .stream()
        .map(IntegrityFinding::kind)
        .distinct()
        .toList();
  }

  @Test
  void linksOfAMovedRootAreReadReportedAndRepaired() throws IOException {
    relink((link, target) -> Path.of("/srv/deker/basic").resolve(root.relativize(target)));
    try (Hdf5Storage storage = open()) {
      assertEveryKeyIsFound(storage);
      assertThat(check(storage, false)).containsExactly(DekerFault.STALE_LINK);
      assertThat(check(storage, true)).containsExactly(DekerFault.STALE_LINK);
      assertThat(check(storage, false)).isEmpty();
    }
    for (Path link : links()) {
      assertThat(Files.readSymbolicLink(link)).isAbsolute().isRegularFile();
    }
  }

  @Test
  void arraysOfAMovedRootAreDeletedWithTheirLinks() throws IOException {
    relink((link, target) -> Path.of("/srv/deker/basic").resolve(root.relativize(target)));
    try (Hdf5Storage storage = open()) {
      Collection weather = storage.collections().find(WEATHER).orElseThrow();
      for (ArrayId id : storage.arrays().list(weather, null, 100)) {
        ArrayHeader header = storage.arrays().find(weather, id).orElseThrow().header();
        assertThat(storage.arrays().delete(weather, id, Precondition.NONE)).isTrue();
        assertThat(storage.arrays().findByKey(weather, header.primary())).isEmpty();
      }
    }
    assertThat(
            links().stream().filter(link -> link.startsWith(root.resolve("collections/weather"))))
        .isEmpty();
  }

  @Test
  void relativeLinksAreReadAndRepaired() throws IOException {
    relink((link, target) -> link.getParent().relativize(target));
    try (Hdf5Storage storage = open()) {
      assertEveryKeyIsFound(storage);
      assertThat(check(storage, true)).containsExactly(DekerFault.STALE_LINK);
      assertThat(check(storage, false)).isEmpty();
    }
  }

  @Test
  void severalLinksInADirectoryDoNotHideTheArray() throws IOException {
    for (Path link : links()) {
      if (link.startsWith(root.resolve("collections/weather"))) {
        for (String first : List.of("00000000", "ffffffff")) {
          Path dangling = link.resolveSibling(first + "-0000-4000-8000-000000000000.hdf5");
          Files.createSymbolicLink(dangling, Path.of("/nowhere"));
        }
        Files.createFile(link.resolveSibling("readme"));
      }
    }
    try (Hdf5Storage storage = open()) {
      assertEveryKeyIsFound(storage);
      assertThat(check(storage, true))
          .containsExactlyInAnyOrder(DekerFault.DANGLING_LINK, DekerFault.FOREIGN_LINK);
      assertThat(check(storage, false)).containsExactly(DekerFault.FOREIGN_LINK);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"numpy.float64\" | \"float\"",
        "\"numpy.float64\" | \"numpy.double\"",
        "\"numpy.float64\" | \"float64\"",
        "\"options\": null, | ''",
        "\"storage_adapter\": \"HDF5StorageAdapter\", | ''",
        "\"metadata_version\": \"0.2\" | \"metadata_version\": \"0.1\"",
        "\"fill_value\": null | \"fill_value\": \"nan\"",
        "\"labels\": null, | ''",
        "\"start_value\": 90.0 | \"start_value\": 90",
        "{\"name\": \"weather\", \"type\" | {\"title\": 5, \"name\": \"weather\", \"type\""
      })
  void oldAndHandmadeDocumentsMeanTheSame(String written, String instead) throws IOException {
    Collection before;
    try (Hdf5Storage storage = open()) {
      before = storage.collections().find(WEATHER).orElseThrow();
    }
    Path document = root.resolve("collections/weather/weather.json");
    String text = Files.readString(document);
    assertThat(text).contains(written);
    Files.writeString(document, text.replace(written, instead));
    try (Hdf5Storage storage = open()) {
      Collection after = storage.collections().find(WEATHER).orElseThrow();
      assertThat(after).isEqualTo(before);
      assertThat(after.arrays().dtype()).isEqualTo(DType.FLOAT64);
      assertEveryKeyIsFound(storage);
      assertThat(check(storage, false)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6fa459ea-ee8a-3ca4-894e-db77e160355e",
        "886313e1-3b8a-5372-9b90-0c9aee199e5d",
        "886313E1-3B8A-5372-9B90-0C9AEE199E5D",
        "00000000-0000-0000-0000-000000000000"
      })
  void idsOfEveryVersionAndCaseAreKept(String text) throws IOException {
    ArrayId id = new ArrayId(text);
    CollectionName name = new CollectionName("fixed_time");
    try (Hdf5Storage storage = open()) {
      Collection collection = storage.collections().find(name).orElseThrow();
      storage
          .arrays()
          .create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
    }
    try (Hdf5Storage storage = open()) {
      Collection collection = storage.collections().find(name).orElseThrow();
      assertThat(storage.arrays().list(collection, null, 100)).contains(id);
      assertThat(storage.arrays().find(collection, id)).isPresent();
      assertThat(check(storage, false)).isEmpty();
    }
  }
}
