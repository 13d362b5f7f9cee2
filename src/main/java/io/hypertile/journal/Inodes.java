package io.hypertile.journal;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers of files that a file system has room for, by {@code statvfs(3)}, as {@code df -i} shows
 * them. Thread-safe.
 */
public final class Inodes {
  /** Fields of {@code struct statvfs} of Linux on 64 bits, which are 64 bits each. */
  private static final int TOTAL_FIELD = 5;

  private static final int FREE_FIELD = 7;

  /** More than the structure has. */
  private static final long STRUCTURE_BYTES = 256;

  private final MethodHandle statvfs;
  private final Path directory;

  private Inodes(MethodHandle statvfs, Path directory) {
    this.statvfs = statvfs;
    this.directory = directory;
  }

  /**
   * The inodes of the file system of a directory; empty where the platform has no such call, or
   * this process may not call native code.
   */
  @SuppressWarnings("restricted")
  public static Optional<Inodes> find(Path directory) {
    boolean known =
        System.getProperty("os.name", "").equals("Linux")
            && Set.of("amd64", "x86_64", "aarch64").contains(System.getProperty("os.arch", ""));
    if (!known) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle statvfs =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("statvfs"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
      Inodes found = new Inodes(statvfs, directory);
      return Double.isNaN(found.total()) ? Optional.empty() : Optional.of(found);
    } catch (IllegalCallerException | NoSuchElementException | UnsupportedOperationException e) {
      System.getLogger(Inodes.class.getName()).log(Level.DEBUG, "inodes cannot be counted", e);
      return Optional.empty();
    }
  }

  /** The inodes of the file system of another directory, which may come to be there later. */
  public Inodes at(Path other) {
    return new Inodes(statvfs, other);
  }

  /**
   * All inodes; 0 where the file system makes them as they are needed, as btrfs does, and not a
   * number when it cannot be asked.
   */
  public double total() {
    return field(TOTAL_FIELD);
  }

  /** Those that this user may still take, in the same way. */
  public double free() {
    return field(FREE_FIELD);
  }

  private double field(int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(directory.toString());
      MemorySegment answer = arena.allocate(STRUCTURE_BYTES, Long.BYTES);
      int status = (int) statvfs.invokeExact(path, answer);
      return status == 0 ? answer.getAtIndex(ValueLayout.JAVA_LONG, index) : Double.NaN;
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      System.getLogger(Inodes.class.getName()).log(Level.DEBUG, "inodes cannot be counted", e);
      return Double.NaN;
    }
  }
}
