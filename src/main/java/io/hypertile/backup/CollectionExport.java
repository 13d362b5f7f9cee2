package io.hypertile.backup;

import io.hypertile.encode.zip.ZipEntries;
import io.hypertile.encode.zip.ZipStream;
import io.hypertile.error.TooLarge;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A collection as a ZIP archive: its files as they were at one moment, which wait in a directory
 * beside the storage until they are sent, with the list and the manifest of a backup. To be closed,
 * which removes the directory.
 */
public final class CollectionExport implements AutoCloseable {
  /** Name of the entry that tells the collection's name. */
  static final String COLLECTION = "collection.json";

  static final String MANIFEST = "manifest.json";
  static final String LIST = "entries.jsonl";
  static final String FILES = "files/";

  /** Most files, as readers of archives take them. */
  private static final long MOST_FILES = (1 << 18) - 3;

  private static final int PIECE = 256 << 10;

  private final Path directory;
  private final Generation generation;
  private final byte[] collection;
  private final List<String> files;
  private final ZipEntries entries;

  private CollectionExport(Path directory, Generation generation, CollectionName name)
      throws IOException {
    this.directory = directory;
    this.generation = generation;
    this.collection =
        JsonMapper.shared()
            .createObjectNode()
            .put("collection", name.text())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    this.files = new ArrayList<>();
    List<ZipEntries.Entry> all = new ArrayList<>();
    all.add(new ZipEntries.Entry(COLLECTION, collection.length));
    all.add(new ZipEntries.Entry(MANIFEST, Files.size(generation.manifest())));
    all.add(new ZipEntries.Entry(LIST, Files.size(generation.list())));
    try (EntryReader list = EntryReader.of(generation.list())) {
      for (BackupEntry entry = list.peek(); entry != null; entry = list.peek()) {
        if (entry instanceof BackupEntry.FileEntry file) {
          files.add(file.path());
          all.add(new ZipEntries.Entry(FILES + file.path(), file.bytes()));
        }
        list.advance();
      }
    }
    this.entries = new ZipEntries(all);
  }

  /**
   * Copies the files of a collection, beside its readers and writers.
   *
   * @throws io.hypertile.error.ServiceException {@code result-too-large} if there are more files
   *     than an archive holds
   */
  public static CollectionExport make(Journal journal, CollectionName name) throws IOException {
    RootPath place = journal.temporary(".export");
    Path directory = place.resolve(journal.root());
    boolean isMade = false;
    try {
      Generation generation = new Generation(directory);
      Files.createDirectories(generation.files());
      CollectionFiles files = new CollectionFiles(name);
      Manifest manifest =
          new BackupRun(
                  new Source(journal, files::holds, Optional.empty()), generation, new Progress())
              .make(Optional.empty());
      TooLarge.requireResult(
          manifest.files(),
          MOST_FILES,
          "The collection has more files than an archive may have; make a backup of the storage"
              + " instead.");
      CollectionExport export = new CollectionExport(directory, generation, name);
      isMade = true;
      return export;
    } finally {
      if (!isMade) {
        Generation.deleteTree(directory);
      }
    }
  }

  /** Bytes of the archive. */
  public long length() {
    return entries.length();
  }

  /** Writes the archive. */
  public void write(OutputStream out) throws IOException {
    ZipStream zip = new ZipStream(entries);
    zip.entry(collection, out);
    zip.entry(Files.readAllBytes(generation.manifest()), out);
    copy(zip, generation.list(), out);
    for (String file : files) {
      copy(zip, generation.file(file), out);
    }
    zip.finish(out);
  }

  private static void copy(ZipStream zip, Path file, OutputStream out) throws IOException {
    zip.open(out);
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        zip.write(count == PIECE ? piece : Arrays.copyOf(piece, count), out);
      }
    }
    zip.close(out);
  }

  @Override
  public void close() throws IOException {
    Generation.deleteTree(directory);
  }
}
