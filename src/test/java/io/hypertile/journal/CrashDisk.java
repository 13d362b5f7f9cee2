package io.hypertile.journal;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.journal.disk.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file system that notes every change, so that what a power loss at any moment may leave can be
 * made in another directory. Pages of 4 KiB are lost or kept each by itself, or torn at 512 bytes;
 * a file's length, its time and each name are lost or kept by themselves, until they are forced.
 */
final class CrashDisk implements Disk {
  static final int ROOT = 0;

  private final RealDisk real = new RealDisk();
  private final Path root;
  private final List<Event> events = new ArrayList<>();

  /** For each event, which thread did what. */
  private final List<String> notes = new ArrayList<>();

  private final Map<Integer, Map<String, Integer>> directories = new HashMap<>();
  private int inodes = 1;

  /** A change, each of a file, directory or link by its number. */
  sealed interface Event {
    record Write(int inode, long position, byte[] bytes) implements Event {}

    record Truncate(int inode, long length) implements Event {}

    record Touch(int inode, Instant time) implements Event {}

    record Force(int inode, boolean metadata) implements Event {}

    record Make(int inode, Kind kind, String text) implements Event {}

    /** Puts a name into a directory, and takes another away at once when it is a rename. */
    record Name(int directory, String name, int inode, int oldDirectory, String oldName)
        implements Event {}

    record Remove(int directory, String name, int inode) implements Event {}
  }

  /** What a number stands for. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK
  }

  /** A disk over a directory whose contents are durable. */
  CrashDisk(Path root) throws IOException {
    this.root = root;
    directories.put(ROOT, new HashMap<>());
    try (Stream<Path> found = Files.walk(root)) {
      for (Path path : found.skip(1).sorted().toList()) {
        load(path);
      }
    }
    List<Integer> all = new ArrayList<>();
    for (int inode = 0; inode < inodes; inode++) {
      all.add(inode);
    }
    all.forEach(inode -> add(new Event.Force(inode, true), "durable at the start"));
  }

  private void add(Event event, String note) {
    events.add(event);
    notes.add(Thread.currentThread().getName() + ": " + note);
  }

  private void add(Event event, Path path) {
    String text = root.relativize(path).toString();
    add(
        event,
        switch (event) {
          case Event.Write(int inode, long position, byte[] bytes) ->
              "write #%d %s from %d, %d bytes with checksum %08x"
                  .formatted(inode, text, position, bytes.length, checksum(bytes));
          case Event.Truncate(int inode, long length) ->
              "cut #%d %s to %d bytes".formatted(inode, text, length);
          case Event.Touch(int inode, Instant time) ->
              "stamp #%d %s with %s".formatted(inode, text, time);
          case Event.Force(int inode, boolean metadata) ->
              "force #%d %s%s".formatted(inode, text, metadata ? "" : ", but no times");
          case Event.Make(int inode, Kind kind, String target) ->
              "make %s #%d %s %s".formatted(kind, inode, text, target).strip();
          case Event.Name name ->
              "name #%d %s%s"
                  .formatted(
                      name.inode(),
                      text,
                      name.oldDirectory() < 0
                          ? ""
                          : ", no longer %s in #%d".formatted(name.oldName(), name.oldDirectory()));
          case Event.Remove remove -> "remove #%d %s".formatted(remove.inode(), text);
        });
  }

  private static long checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return checksum.getValue();
  }

  /** What was done before a moment, a line for each change. */
  synchronized List<String> notes(int moment) {
    return List.copyOf(notes.subList(0, moment));
  }

  private void load(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      name(path, make(path, Kind.LINK, Files.readSymbolicLink(path).toString()));
    } else if (Files.isDirectory(path)) {
      name(path, make(path, Kind.DIRECTORY, ""));
    } else {
      int inode = make(path, Kind.FILE, "");
      add(new Event.Write(inode, 0, Files.readAllBytes(path)), path);
      Instant time = Files.getLastModifiedTime(path).toInstant();
      add(new Event.Touch(inode, time), "keep the time of #" + inode);
      name(path, inode);
    }
  }

  /** Number of changes so far. */
  synchronized int moment() {
    return events.size();
  }

  private int make(Path path, Kind kind, String text) {
    int inode = inodes++;
    add(new Event.Make(inode, kind, text), path);
    if (kind == Kind.DIRECTORY) {
      directories.put(inode, new HashMap<>());
    }
    return inode;
  }

  private void name(Path path, int inode) {
    int directory = require(path.getParent());
    String name = path.getFileName().toString();
    directories.get(directory).put(name, inode);
    add(new Event.Name(directory, name, inode, -1, ""), path);
  }

  private @Nullable Integer find(Path path) {
    Integer inode = ROOT;
    if (path.equals(root)) {
      return inode;
    }
    for (Path name : root.relativize(path)) {
      Map<String, Integer> names = inode == null ? null : directories.get(inode);
      inode = names == null ? null : names.get(name.toString());
    }
    return inode;
  }

  private int require(Path path) {
    Integer inode = find(path);
    if (inode == null) {
      throw new AssertionError(path + " was made past the disk");
    }
    return inode;
  }

  /** A call that takes its turn: other threads may go on before it and after it. */
  private <T> T turn(Call<T> call) throws IOException {
    Turns.end();
    T result;
    synchronized (this) {
      result = call.run();
    }
    Turns.end();
    return result;
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  @Override
  public DiskFile open(Path path, Access access) throws IOException {
    return turn(() -> {
      DiskFile file = real.open(path, access);
      Integer inode = find(path);
      if (inode == null) {
        inode = make(path, Kind.FILE, "");
        name(path, inode);
      }
      return new CrashFile(path, inode, file);
    });
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    turn(() -> {
      rename(from, to);
      return true;
    });
  }

  private void rename(Path from, Path to) throws IOException {
    int inode = require(from);
    real.move(from, to);
    int oldDirectory = require(from.getParent());
    int directory = require(to.getParent());
    String oldName = from.getFileName().toString();
    String name = to.getFileName().toString();
    directories.get(oldDirectory).remove(oldName);
    directories.get(directory).put(name, inode);
    add(new Event.Name(directory, name, inode, oldDirectory, oldName), to);
  }

  @Override
  public boolean delete(Path path) throws IOException {
    return turn(() -> remove(path));
  }

  private boolean remove(Path path) throws IOException {
    Integer inode = find(path);
    boolean deleted = real.delete(path);
    if (deleted && inode != null) {
      int directory = require(path.getParent());
      String name = path.getFileName().toString();
      directories.get(directory).remove(name);
      add(new Event.Remove(directory, name, inode), path);
    }
    return deleted;
  }

  @Override
  public void link(Path link, String target) throws IOException {
    turn(() -> {
      real.link(link, target);
      name(link, make(link, Kind.LINK, target));
      return true;
    });
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    turn(() -> {
      real.makeDirectory(directory);
      name(directory, make(directory, Kind.DIRECTORY, ""));
      return true;
    });
  }

  @Override
  public void touch(Path path, Instant modified) throws IOException {
    turn(() -> {
      real.touch(path, modified);
      add(new Event.Touch(require(path), modified), path);
      return true;
    });
  }

  @Override
  public long room(Path path) {
    return Long.MAX_VALUE;
  }

  private final class CrashFile implements DiskFile {
    private final Path path;
    private final int inode;
    private final DiskFile file;

    CrashFile(Path path, int inode, DiskFile file) {
      this.path = path;
      this.inode = inode;
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      turn(() -> {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        file.write(bytes, position);
        add(new Event.Write(inode, position, copy), path);
        return true;
      });
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long length) throws IOException {
      turn(() -> {
        file.truncate(length);
        add(new Event.Truncate(inode, length), path);
        return true;
      });
    }

    @Override
    public void force(boolean metadata) throws IOException {
      turn(() -> {
        add(new Event.Force(inode, metadata), path);
        return true;
      });
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** Makes what a power loss after so many changes may leave, in an empty directory. */
  synchronized void crash(int moment, Random random, Path target) throws IOException {
    new CrashLoss(events.subList(0, moment), random).write(target);
  }

  /** Whether a path is there, itself a link or not. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
