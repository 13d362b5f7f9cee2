package io.hypertile.deker.store.files;

import io.hypertile.deker.form.DekerSchemaJson;
import io.hypertile.engine.RestoreRefusals;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes that move all arrays of a collection aside, and back. The directories of arrays and links
 * go whole, beside a copy of the collection's document. They come back whole where no arrays came
 * since, and else one by one among those. The caller holds the lock of the collection.
 */
final class RemovedArrays {
  private static final String DOCUMENT = "collection.json";

  /** Name of the directory of the arrays in the place of a removal. */
  static final String CONTENTS = "arrays";

  private final DekerLayout layout;
  private final int mostChanges;

  /**
   * The arrays of a root.
   *
   * @param mostChanges moves and removals of directories that one transaction has at most
   */
  RemovedArrays(DekerLayout layout, int mostChanges) {
    this.layout = layout;
    this.mostChanges = mostChanges;
  }

  /**
   * Changes that move all arrays of a collection, which has a document, to a place; empty if it has
   * no arrays.
   */
  List<Change> aside(Removal removal, RootPath place) {
    List<Change> moves = new ArrayList<>();
    for (RootPath directory : layout.contents(removal.name())) {
      if (!names(directory).isEmpty()) {
        moves.add(new Change.Replace(directory, place.child(CONTENTS).child(directory.name())));
      }
    }
    if (!moves.isEmpty()) {
      byte[] document = read(layout.document(removal.name())).orElse(new byte[0]);
      moves.addFirst(new Change.PutFile(place.child(DOCUMENT), Payload.of(document), removal.at()));
      moves.addFirst(new Change.MakeDirectories(place.child(CONTENTS)));
    }
    return moves;
  }

  /**
   * Changes that move the arrays of a place back into their collection.
   *
   * @throws ServiceException {@code collection-not-found}, {@code wrong-kind} if the collection has
   *     another schema by now, {@code already-exists} if an id or a key is in use, or too many
   *     arrays would be moved one by one
   */
  List<Change> back(CollectionName name, RootPath place) {
    requireSame(name, place);
    Moves moves = new Moves(name, place.child(CONTENTS));
    DekerLayout virtual = layout.ofVirtualArrays();
    moves.data(virtual.arrayData(name));
    moves.links(virtual);
    moves.data(layout.arrayData(name));
    moves.links(layout);
    moves.changes.add(new Change.Delete(place.child(DOCUMENT)));
    moves.changes.add(
        new Change.RemoveEmptyDirectories(place.child(CONTENTS), DekerLayout.REMOVED));
    return moves.changes;
  }

  private void requireSame(CollectionName name, RootPath place) {
    layout.requireCollection(name);
    byte[] before = read(place.child(DOCUMENT)).orElse(new byte[0]);
    byte[] now = read(layout.document(name)).orElse(new byte[0]);
    Optional<ArraysSchema> schema = schema(now);
    boolean isSame =
        Arrays.equals(before, now) || schema.isPresent() && schema.equals(schema(before));
    if (!isSame) {
      throw RestoreRefusals.otherSchema(name);
    }
  }

  private static Optional<ArraysSchema> schema(byte[] document) {
    try {
      return Optional.of(DekerSchemaJson.parse(JsonReading.parseStored(document)).arrays());
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> read(RootPath file) {
    try {
      return Optional.of(Files.readAllBytes(layout.at(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageFailures.unavailable(file.text(), e);
    }
  }

  /** Names in a directory; an empty list if it does not exist. */
  private List<String> names(RootPath directory) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.at(directory))) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
      return names;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw StorageFailures.unavailable(directory.text(), e);
    }
  }

  /** The moves of one restoration, as far as they are known. */
  private final class Moves {
    private final CollectionName name;
    private final RootPath contents;
    private final List<Change> changes = new ArrayList<>();

    Moves(CollectionName name, RootPath contents) {
      this.name = name;
      this.contents = contents;
    }

    void data(RootPath directory) {
      merge(contents.child(directory.name()), directory, child -> {});
    }

    void links(DekerLayout kind) {
      RootPath directory = kind.arrayLinks(name);
      ArrayLinks links = new ArrayLinks(kind);
      merge(
          contents.child(directory.name()),
          directory,
          child -> requireFree(links, child.text().substring(directory.text().length())));
    }

    /** A look at a directory that is on both sides. */
    private interface Look {
      void at(RootPath directory);
    }

    private void merge(RootPath from, RootPath to, Look look) {
      if (changes.size() >= mostChanges) {
        throw tooMany();
      }
      if (!isThere(from)) {
        return;
      }
      if (!isThere(to)) {
        changes.add(new Change.Replace(from, to));
        return;
      }
      if (!isDirectory(from) || !isDirectory(to)) {
        String file = to.name();
        int end = file.lastIndexOf('.');
        throw RestoreRefusals.inUse(name, "id", end < 0 ? file : file.substring(0, end));
      }
      if (names(to).isEmpty()) {
        changes.add(new Change.RemoveEmptyDirectories(to, to.parent().orElseThrow()));
        changes.add(new Change.Replace(from, to));
        return;
      }
      List<String> children = names(from);
      if (children.stream().anyMatch(child -> !isDirectory(from.child(child)))) {
        look.at(to);
      }
      children.forEach(child -> merge(from.child(child), to.child(child), look));
      changes.add(new Change.RemoveEmptyDirectories(from, from.parent().orElseThrow()));
    }

    /** Refuses a key that an array has; arrays without a key have their links side by side. */
    private void requireFree(ArrayLinks links, String keyPath) {
      if (keyPath.isEmpty()) {
        return;
      }
      List<String> parts = List.of(keyPath.substring(1).split("/"));
      links
          .find(name, parts)
          .ifPresent(id -> {
            throw RestoreRefusals.inUse(name, "key", id.text());
          });
    }

    private ServiceException tooMany() {
      return new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "Nothing was restored: other arrays came since, so these would be moved one by one, and"
              + " they are too many for one change. Delete the arrays that came since, which moves"
              + " them into the trash, then restore again.",
          Map.of("collection", name.text(), "limit", mostChanges),
          null);
    }
  }

  private boolean isThere(RootPath path) {
    return Files.exists(layout.at(path), LinkOption.NOFOLLOW_LINKS);
  }

  private boolean isDirectory(RootPath path) {
    return Files.isDirectory(layout.at(path), LinkOption.NOFOLLOW_LINKS);
  }
}
