package io.hypertile.deker.store.check;

import io.hypertile.deker.store.files.DekerCollections;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.MarkerFiles;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.engine.ForeignLock;
import io.hypertile.engine.ForeignLocks;
import io.hypertile.engine.IntegrityReport;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks after a root in Deker's layout. */
public final class Hdf5Upkeep implements StorageUpkeep, ForeignLocks {
  private static final List<String> DATA_DIRECTORIES = List.of("array_data", "varray_data");

  private final DekerLayout layout;
  private final DekerCollections collections;
  private final ArrayLocks locks;
  private final LinkRepair repair;
  private final Semaphore checks = new Semaphore(1);

  public Hdf5Upkeep(
      DekerLayout layout, DekerCollections collections, ArrayLocks locks, Journal journal) {
    this.layout = layout;
    this.collections = collections;
    this.locks = locks;
    this.repair = new LinkRepair(layout, journal);
  }

  @Override
  public IntegrityReport check(IntegrityRequest request) {
    names(request.collection());
    if (!checks.tryAcquire()) {
      throw new ServiceException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Another check of the storage is at work; ask again when it has ended.");
    }
    try {
      return new Hdf5Integrity(layout, collections, locks, repair, request).run();
    } finally {
      checks.release();
    }
  }

  @Override
  public long bytes(Optional<CollectionName> collection) {
    AtomicLong bytes = new AtomicLong();
    for (CollectionName name : names(collection)) {
      for (String directory : DATA_DIRECTORIES) {
        String ending = directory.startsWith("v") ? ".json" : DekerLayout.ARRAY_ENDING;
        add(layout.at(layout.collection(name).child(directory)), ending, bytes);
      }
    }
    return bytes.get();
  }

  @Override
  public long bytes(Collection collection, ArrayId array) {
    try {
      return Files.size(layout.at(layout.arrayFile(collection.name(), array)));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw StorageFailures.unavailable(array.text(), e);
    }
  }

  private static void add(Path directory, String ending, AtomicLong bytes) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && file.toString().endsWith(ending)) {
                bytes.addAndGet(attributes.size());
              }
              return FileVisitResult.CONTINUE;
            }

            /** Skips a file that is deleted meanwhile: it takes no bytes. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path ended, @Nullable IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw StorageFailures.unavailable(directory.getFileName().toString(), e);
    }
  }

  @Override
  public Optional<ForeignLocks> foreignLocks() {
    return Optional.of(this);
  }

  @Override
  public List<ForeignLock> list(Optional<CollectionName> collection) {
    return names(collection).stream().flatMap(name -> locks(name).stream()).toList();
  }

  private List<ForeignLock> locks(CollectionName name) {
    try {
      return MarkerFiles.find(layout.root(), layout.at(layout.collection(name)));
    } catch (IOException e) {
      throw StorageFailures.unavailable(layout.collection(name).text(), e);
    }
  }

  @Override
  public int remove(Optional<CollectionName> collection, Predicate<ForeignLock> which) {
    int removed = 0;
    for (ForeignLock file : list(collection)) {
      try {
        if (which.test(file) && Files.deleteIfExists(layout.root().resolve(file.file()))) {
          removed++;
        }
      } catch (IOException e) {
        throw StorageFailures.unavailable(file.file(), e);
      }
    }
    return removed;
  }

  private List<CollectionName> names(Optional<CollectionName> collection) {
    if (collection.isEmpty()) {
      return collections.list();
    }
    CollectionName name = collection.get();
    if (!Files.isDirectory(layout.at(layout.collection(name)), LinkOption.NOFOLLOW_LINKS)) {
      throw new ServiceException(
          ErrorCode.COLLECTION_NOT_FOUND,
          "There is no collection of this name; GET /api/v1/collections lists all names.",
          Map.of("collection", name.text()),
          null);
    }
    return List.of(name);
  }
}
