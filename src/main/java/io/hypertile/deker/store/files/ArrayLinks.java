package io.hypertile.deker.store.files;

import io.hypertile.deker.form.KeyPath;
import io.hypertile.engine.StoredArray;
import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds arrays by key through the links that Deker keeps. A link is never followed: its own name is
 * the id, and the data path follows from that, so a storage that was moved or whose links are
 * relative is served as well (deker-layout.md, "Links and keys").
 */
public final class ArrayLinks {
  private final DekerLayout layout;

  public ArrayLinks(DekerLayout layout) {
    this.layout = layout;
  }

  /** Directory names for the key of an array; empty without primary attributes. */
  public static List<String> keyPath(Collection collection, Attributes primary) {
    return KeyPath.of(collection.arrays(), primary);
  }

  /** Id of the array in the place of the key, see {@link #isOfKey}; empty when there is none. */
  public Optional<ArrayId> find(Collection collection, Attributes primary) {
    List<String> keyPath = keyPath(collection, primary);
    return keyPath.isEmpty() ? Optional.empty() : find(collection.name(), keyPath);
  }

  /** The array of the key, read by its id; empty when there is none. */
  public Optional<StoredArray> findArray(
      Collection collection, Attributes primary, Function<ArrayId, Optional<StoredArray>> read) {
    return find(collection, primary)
        .flatMap(read)
        .filter(found -> isOfKey(collection, primary, found));
  }

  /** Whether an array that {@link #find} gave for a key has it, and not one that is kept alike. */
  public static boolean isOfKey(Collection collection, Attributes primary, StoredArray found) {
    return KeyPath.isSame(collection.arrays(), primary, found.header().primary());
  }

  /** Id of the array whose link is in a directory; empty when there is none. */
  public Optional<ArrayId> find(CollectionName name, List<String> keyPath) {
    Path directory = layout.at(layout.linkDirectory(name, keyPath));
    if (!Files.exists(directory)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Optional<ArrayId> id = idOf(entry.getFileName().toString());
        if (id.isPresent() && hasFile(name, id.get())) {
          return id;
        }
      }
      return Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException | DirectoryIteratorException e) {
      throw StorageFailures.unavailable(name.text(), e);
    }
  }

  /** Links in the directory of a key whose arrays are gone; they give way to a new one. */
  List<RootPath> stale(Collection collection, List<String> keyPath) {
    if (keyPath.isEmpty()) {
      return List.of();
    }
    RootPath directory = layout.linkDirectory(collection.name(), keyPath);
    if (!Files.exists(layout.at(directory))) {
      return List.of();
    }
    List<RootPath> stale = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.at(directory))) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (idOf(name).isPresent() && !hasFile(collection, idOf(name).get())) {
          stale.add(directory.child(name));
        }
      }
      return stale;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw StorageFailures.unavailable(directory.text(), e);
    }
  }

  /** Whether an array has its file. */
  public boolean hasFile(Collection collection, ArrayId id) {
    return hasFile(collection.name(), id);
  }

  private boolean hasFile(CollectionName name, ArrayId id) {
    return Files.isRegularFile(layout.at(layout.arrayFile(name, id)), LinkOption.NOFOLLOW_LINKS);
  }

  private Optional<ArrayId> idOf(String name) {
    if (!name.endsWith(layout.ending())) {
      return Optional.empty();
    }
    String text = name.substring(0, name.length() - layout.ending().length());
    return ArrayId.isValid(text) ? Optional.of(new ArrayId(text)) : Optional.empty();
  }
}
