package io.hypertile.deker.store.tiled;

import io.hypertile.deker.store.files.ArrayLinks;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.journal.change.RootPath;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Finds the files of tiles through the links that Deker keeps (deker-layout.md, "Virtual arrays and
 * tiles"; deker-rules.md 124). Remembers a tile's file for as long as it is there. Thread-safe.
 */
final class TileFiles {
  private static final int MOST_REMEMBERED = 16_384;

  private final DekerLayout layout;
  private final ArrayLinks links;
  private final LinkedHashMap<TileKey, ArrayId> found = new LinkedHashMap<>(256, 0.75f, true);

  private record TileKey(String collection, ArrayId array, long number) {}

  TileFiles(DekerLayout layout, ArrayLinks links) {
    this.layout = layout;
    this.links = links;
  }

  /** Id of a tile; empty when there is none. */
  Optional<ArrayId> find(VirtualArray array, long number) {
    TileKey place = new TileKey(array.collection().name().text(), array.id(), number);
    ArrayId known;
    synchronized (found) {
      known = found.get(place);
    }
    if (known != null && links.hasFile(array.tiles(), known)) {
      return Optional.of(known);
    }
    Optional<ArrayId> id = links.find(array.tiles().name(), array.keyPath(number));
    synchronized (found) {
      if (id.isEmpty()) {
        found.remove(place);
      } else {
        found.put(place, id.get());
        if (found.size() > MOST_REMEMBERED) {
          found.pollFirstEntry();
        }
      }
    }
    return id;
  }

  /** Whether an array or a tile of the collection has the id. */
  boolean hasFile(VirtualArray array, ArrayId tile) {
    return links.hasFile(array.tiles(), tile);
  }

  /** The file of a tile below the root. */
  RootPath rootPath(VirtualArray array, ArrayId tile) {
    return layout.arrayFile(array.collection().name(), tile);
  }

  /** The file of a tile. */
  Path path(VirtualArray array, ArrayId tile) {
    return layout.at(rootPath(array, tile));
  }

  /**
   * Whether the test holds for any tile that has a directory for its link; most of them have a
   * tile. Names that belong to no tile of the grid are passed over. Ends at the first that passes.
   */
  boolean anyMatch(VirtualArray array, LongPredicate test) {
    RootPath directory =
        layout.linkDirectory(array.collection().name(), List.of(array.id().text()));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.at(directory))) {
      for (Path entry : entries) {
        OptionalLong number = array.tiling().findNumber(entry.getFileName().toString());
        if (number.isPresent() && test.test(number.getAsLong())) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      throw StorageFailures.unavailable(directory.text(), e);
    }
  }

  /** Numbers of the tiles that have a directory for their link and cells of a box, in order. */
  long[] numbers(VirtualArray array, Region box) {
    LongStream.Builder numbers = LongStream.builder();
    anyMatch(
        array,
        number -> {
          if (array.tiling().touches(number, box)) {
            numbers.add(number);
          }
          return false;
        });
    long[] sorted = numbers.build().toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
