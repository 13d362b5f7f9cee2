package io.hypertile.deker.store.files;

import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.lock.HeldLock;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import io.hypertile.schema.Removal;
import io.hypertile.schema.json.RemovalJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Removed collections, and the arrays of cleared ones, moved out of Deker's directories whole: each
 * removal in a directory of the server's own beside a note. The move is a rename of few directories
 * in one transaction of the log, so links within stay as they are, and lead to something again when
 * all is back in its place.
 */
final class DekerTrash implements CollectionTrash {
  private static final System.Logger LOG = System.getLogger(DekerTrash.class.getName());
  private static final String NOTE = "removal.json";
  private static final String COLLECTION = "collection";

  /** Some 80 MB of heap, and seconds for which nothing else changes the collection. */
  private static final int MOST_CHANGES = 50_000;

  private final DekerLayout layout;
  private final Journal journal;
  private final Function<CollectionName, HeldLock> locks;
  private final RemovedArrays arrays;

  /**
   * The trash of a root.
   *
   * @param locks takes the lock of a name for a change
   */
  DekerTrash(DekerLayout layout, Journal journal, Function<CollectionName, HeldLock> locks) {
    this.layout = layout;
    this.journal = journal;
    this.locks = locks;
    this.arrays = new RemovedArrays(layout, MOST_CHANGES);
  }

  private static RootPath place(String id) {
    return DekerLayout.REMOVED.child(id);
  }

  /** The changes that move a collection, which is there, into the trash. */
  Transaction discarding(Removal removal) {
    RootPath place = place(removal.id());
    return Transaction.of(
        new Change.MakeDirectories(place),
        note(removal),
        new Change.Replace(layout.collection(removal.name()), place.child(COLLECTION)),
        new Change.Delete(layout.collectionLock(removal.name())));
  }

  /**
   * The changes that move all arrays of a collection, which has a document, into the trash; an
   * empty list if it has no arrays.
   */
  List<Change> discardingArrays(Removal removal) {
    List<Change> moves = arrays.aside(removal, place(removal.id()));
    if (!moves.isEmpty()) {
      moves.add(note(removal));
    }
    return moves;
  }

  private static Change note(Removal removal) {
    return new Change.PutFile(
        place(removal.id()).child(NOTE), Payload.of(RemovalJson.write(removal)), removal.at());
  }

  @Override
  public List<Kept> list() {
    List<Kept> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.at(DekerLayout.REMOVED))) {
      for (Path entry : entries) {
        find(entry.getFileName().toString()).ifPresent(found::add);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw StorageFailures.unavailable(DekerLayout.REMOVED.text(), e);
    }
    return found;
  }

  /** Reads the note of the id alone; a damaged one is told in the log. */
  @Override
  public Optional<Kept> find(String id) {
    if (!Removal.isId(id)) {
      return Optional.empty();
    }
    RootPath note = place(id).child(NOTE);
    try {
      Removal removal = RemovalJson.parse(note.text(), Files.readAllBytes(layout.at(note)));
      return removal.id().equals(id)
          ? Optional.of(new Kept(removal, Placement.DEFAULT))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (CorruptDataException e) {
      LOG.log(Level.WARNING, "A removal is not listed: {0}", e.detail());
      return Optional.empty();
    } catch (IOException e) {
      throw StorageFailures.unavailable(note.text(), e);
    }
  }

  @Override
  public boolean restore(Kept kept) {
    String id = kept.removal().id();
    CollectionName name = kept.removal().name();
    try (HeldLock held = locks.apply(name)) {
      if (find(id).isEmpty()) {
        return false;
      }
      List<Change> changes =
          switch (kept.removal().what()) {
            case COLLECTION -> restoring(kept.removal());
            case ARRAYS -> arrays.back(name, place(id));
          };
      changes.add(new Change.Delete(place(id).child(NOTE)));
      changes.add(new Change.RemoveEmptyDirectories(place(id), DekerLayout.REMOVED));
      journal.commit(new Transaction(changes));
      return true;
    }
  }

  private List<Change> restoring(Removal removal) {
    CollectionName name = removal.name();
    if (Files.exists(layout.at(layout.collection(name)), LinkOption.NOFOLLOW_LINKS)) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "Another collection has the name by now; delete it first, which moves it into the trash.",
          Map.of("collection", name.text()),
          null);
    }
    return new ArrayList<>(
        List.of(
            new Change.Replace(place(removal.id()).child(COLLECTION), layout.collection(name)),
            new Change.SetLength(layout.collectionLock(name), 0)));
  }

  @Override
  public boolean purge(Kept kept) {
    String id = kept.removal().id();
    try (HeldLock held = locks.apply(kept.removal().name())) {
      if (find(id).isEmpty()) {
        return false;
      }
      journal.commit(Transaction.of(new Change.DeleteTree(place(id))));
      return true;
    }
  }

  @Override
  public long bytes(Kept kept) {
    String id = kept.removal().id();
    try (Stream<Path> files = Files.walk(layout.at(place(id)))) {
      return files.mapToLong(DekerTrash::size).sum();
    } catch (NoSuchFileException | UncheckedIOException e) {
      LOG.log(Level.DEBUG, "{0} goes while it is measured", id);
      return 0;
    } catch (IOException e) {
      throw StorageFailures.unavailable(place(id).text(), e);
    }
  }

  @Override
  public long arrays(Kept kept) {
    RootPath place = place(kept.removal().id());
    RootPath contents =
        switch (kept.removal().what()) {
          case COLLECTION -> place.child(COLLECTION);
          case ARRAYS -> place.child(RemovedArrays.CONTENTS);
        };
    CollectionName name = kept.removal().name();
    RootPath virtual = contents.child(layout.ofVirtualArrays().arrayData(name).name());
    return Files.exists(layout.at(virtual))
        ? files(virtual)
        : files(contents.child(layout.arrayData(name).name()));
  }

  private long files(RootPath directory) {
    try (Stream<Path> files = Files.walk(layout.at(directory))) {
      return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).count();
    } catch (NoSuchFileException | UncheckedIOException e) {
      LOG.log(Level.DEBUG, "{0} goes while it is counted", directory);
      return 0;
    } catch (IOException e) {
      throw StorageFailures.unavailable(directory.text(), e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
