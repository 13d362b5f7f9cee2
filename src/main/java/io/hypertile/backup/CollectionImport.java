package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.DirectoryEntry;
import io.hypertile.backup.BackupEntry.FileEntry;
import io.hypertile.backup.BackupEntry.LinkEntry;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An archive that {@link CollectionExport} has made, unpacked beside the storage and checked, and
 * then put into it by one commit, perhaps under another name. To be closed, which removes what was
 * not put. For one thread.
 */
public final class CollectionImport implements AutoCloseable {
  private static final long MOST_DOCUMENT = 64L << 20;

  private final Journal journal;
  private final Path root;
  private final RootPath place;
  private final Generation generation;
  private final CollectionFiles from;
  private final CollectionFiles to;

  /** Gives a collection's document in Deker's layout another name. */
  @FunctionalInterface
  public interface Renaming {
    /** Returns the document with the new name; throws if the bytes are not such a document. */
    byte[] rename(byte[] document, CollectionName name);
  }

  private CollectionImport(
      Journal journal, RootPath place, CollectionName from, CollectionName to) {
    this.journal = journal;
    this.root = journal.root();
    this.place = place;
    this.generation = new Generation(place.resolve(root));
    this.from = new CollectionFiles(from);
    this.to = new CollectionFiles(to);
  }

  /**
   * Unpacks an archive and compares it with its digests.
   *
   * @param name of the new collection
   * @throws ServiceException {@code malformed-body} if it is no such archive, damaged, or of a
   *     newer version
   */
  public static CollectionImport receive(
      Journal journal, StagedArchive archive, CollectionName name, Renaming renaming)
      throws IOException {
    CollectionName from = named(archive);
    CollectionImport made = new CollectionImport(journal, journal.temporary(".import"), from, name);
    boolean isMade = false;
    try {
      made.unpack(archive);
      made.prepare(renaming);
      isMade = true;
      return made;
    } catch (BackupFault e) {
      String text = String.valueOf(e.getMessage()).replace(made.generation.directory() + "/", "");
      throw malformed(text.replace(made.generation.directory().toString(), "in the archive"), e);
    } finally {
      if (!isMade) {
        made.close();
      }
    }
  }

  private static CollectionName named(StagedArchive archive) throws IOException {
    String file = CollectionExport.COLLECTION;
    String missing = "The archive has no " + file + " that names a collection.";
    if (archive.size(file).isEmpty()) {
      throw malformed(missing, null);
    }
    try {
      JsonNode document = JsonReading.parse(archive.bytes(file, MOST_DOCUMENT));
      return new CollectionName(document.path("collection").asString(""));
    } catch (ServiceException e) {
      throw malformed(missing, e);
    }
  }

  private static ServiceException malformed(String detail, @Nullable Exception cause) {
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail, Map.of(), cause);
  }

  private void unpack(StagedArchive archive) throws IOException {
    Files.createDirectories(generation.files());
    for (String name : archive.names()) {
      if (name.equals(CollectionExport.COLLECTION)) {
        continue;
      }
      Path file;
      if (name.equals(CollectionExport.MANIFEST)) {
        file = generation.manifest();
      } else if (name.equals(CollectionExport.LIST)) {
        file = generation.list();
      } else {
        file = generation.file(requireFile(name));
      }
      Files.createDirectories(file.getParent());
      try (InputStream entry = archive.open(name)) {
        Files.copy(entry, file);
      }
    }
  }

  /** Checked again as a path, for archives have names that no storage has. */
  private String requireFile(String name) throws IOException {
    if (name.startsWith(CollectionExport.FILES)) {
      try {
        RootPath path = new RootPath(name.substring(CollectionExport.FILES.length()));
        if (from.isOwn(path.text())) {
          return path.text();
        }
      } catch (ServiceException e) {
        throw new BackupFault("The archive has an entry that is no file of a storage.", e);
      }
    }
    throw new BackupFault("The archive has an entry that is no file of the collection: " + name);
  }

  /** Compares digests, then makes directories, links and times as the list has them. */
  private void prepare(Renaming renaming) throws IOException {
    Restore.open(generation.directory()).check();
    boolean isHdf5 = false;
    boolean isZarr = false;
    try (EntryReader entries = EntryReader.whole(generation.list())) {
      for (BackupEntry entry = entries.peek(); entry != null; entry = entries.peek()) {
        isHdf5 |= entry.path().equals(from.document()) && entry instanceof FileEntry;
        isZarr |= entry.path().equals(from.group()) && entry instanceof FileEntry;
        put(entry);
        entries.advance();
      }
    }
    if (isHdf5 == isZarr) {
      throw new BackupFault("The archive has no document of a collection, or two.");
    }
    if (isHdf5) {
      rename(renaming);
    }
    Durable.forceTree(generation.directory());
  }

  private void put(BackupEntry entry) throws IOException {
    Path file = generation.file(entry.path());
    boolean isAbove = entry instanceof DirectoryEntry && from.isAbove(entry.path());
    if (!isAbove && !from.isOwn(entry.path())) {
      throw new BackupFault("The list names what is not of the collection: " + entry.path());
    }
    switch (entry) {
      case DirectoryEntry ignored -> Files.createDirectories(file);
      case FileEntry known -> Files.setLastModifiedTime(file, FileTime.from(known.modified()));
      case LinkEntry link -> {
        String target = link.isBelowRoot() ? from.renamed(link.target(), to).orElse("") : "";
        if (target.isEmpty()) {
          throw new BackupFault("A link leads out of the collection: " + link.path());
        }
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, root.resolve(target));
      }
    }
  }

  private void rename(Renaming renaming) throws IOException {
    Path document = generation.file(from.document());
    if (Files.size(document) > MOST_DOCUMENT) {
      throw new BackupFault("The collection's document is too large.");
    }
    byte[] renamed;
    try {
      renamed = renaming.rename(Files.readAllBytes(document), to.name());
    } catch (ServiceException e) {
      throw new BackupFault("The collection's document is damaged: " + e.detail(), e);
    }
    if (!to.name().equals(from.name())) {
      FileTime time = Files.getLastModifiedTime(document);
      Files.delete(document);
      Path moved = document.resolveSibling(to.name().text() + ".json");
      Files.write(moved, renamed, StandardOpenOption.CREATE_NEW);
      Files.setLastModifiedTime(moved, time);
    }
  }

  /**
   * Puts the collection into the storage. The caller holds the lock of its name.
   *
   * @throws ServiceException {@code already-exists} if something has the name
   */
  public void commit() {
    List<Change> changes = new ArrayList<>();
    for (int at = 0; at < to.trees().size(); at++) {
      if (Files.exists(root.resolve(to.trees().get(at)), LinkOption.NOFOLLOW_LINKS)) {
        throw new ServiceException(
            ErrorCode.ALREADY_EXISTS,
            "A collection of this name exists already, or what is left of one; choose another name"
                + " or delete it first.",
            Map.of("collection", to.name().text()),
            null);
      }
      String tree = from.trees().get(at);
      if (Files.isDirectory(generation.file(tree), LinkOption.NOFOLLOW_LINKS)) {
        RootPath source =
            place.child(root.resolve(place.text()).relativize(generation.file(tree)).toString());
        changes.add(new Change.Replace(source, new RootPath(to.trees().get(at))));
      }
    }
    if (Files.exists(generation.file(from.lock()))) {
      changes.add(new Change.SetLength(new RootPath(to.lock()), 0));
    }
    journal.commit(new Transaction(changes));
  }

  /** Takes the collection out again. */
  public void undo() {
    List<Change> changes = new ArrayList<>();
    to.trees().forEach(tree -> changes.add(new Change.DeleteTree(new RootPath(tree))));
    changes.add(new Change.Delete(new RootPath(to.lock())));
    journal.commit(new Transaction(changes));
  }

  @Override
  public void close() throws IOException {
    Generation.deleteTree(generation.directory());
  }
}
