package io.hypertile.journal.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Forces whole file systems to disk with {@code syncfs(2)}: one wait for any number of files and
 * directories. Where there is no such call, or it could pass over an error, nothing is forced.
 */
public final class WholeSync {
  /** {@code O_RDONLY | O_CLOEXEC} of Linux on this architecture. */
  private static final int READ_ONLY = 0x80000;

  /** Before this version Linux told nobody of what could not be written. */
  private static final int LEAST_MAJOR = 5;

  private static final int LEAST_MINOR = 8;

  private final MethodHandle open;
  private final MethodHandle syncfs;
  private final MethodHandle close;

  private WholeSync(MethodHandle open, MethodHandle syncfs, MethodHandle close) {
    this.open = open;
    this.syncfs = syncfs;
    this.close = close;
  }

  /** The call of this platform; empty where there is none to rely on. */
  @SuppressWarnings("restricted")
  public static Optional<WholeSync> find() {
    boolean known =
        System.getProperty("os.name").equals("Linux")
            && Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"))
            && isReporting(System.getProperty("os.version"));
    if (!known) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      SymbolLookup symbols = linker.defaultLookup();
      FunctionDescriptor ofNumber =
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      FunctionDescriptor ofPath =
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
      return Optional.of(
          new WholeSync(
              linker.downcallHandle(
                  symbols.findOrThrow("open"), ofPath, Linker.Option.firstVariadicArg(2)),
              linker.downcallHandle(symbols.findOrThrow("syncfs"), ofNumber),
              linker.downcallHandle(symbols.findOrThrow("close"), ofNumber)));
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  /** Whether a kernel of the version reports failed writes to a force of the whole file system. */
  public static boolean isReporting(String version) {
    String[] parts = version.split("[^0-9]+", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      return major > LEAST_MAJOR
          || (major == LEAST_MAJOR
              && parts.length > 1
              && Integer.parseInt(parts[1]) >= LEAST_MINOR);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * Forces every file system that has one of the paths, except for paths that are no longer there.
   *
   * @return false if they must be forced one by one
   * @throws IOException if anything that was written before could not be brought to disk
   */
  public boolean force(List<Path> paths) throws IOException {
    Map<Object, Path> systems = new HashMap<>();
    for (Path path : paths) {
      try {
        systems.putIfAbsent(Files.getAttribute(path, "unix:dev"), path);
      } catch (NoSuchFileException e) {
        continue;
      }
    }
    for (Path path : systems.values()) {
      if (!forceSystem(path)) {
        return false;
      }
    }
    return true;
  }

  private boolean forceSystem(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int file = (int) open.invokeExact(arena.allocateFrom(path.toString()), READ_ONLY);
      if (file < 0) {
        return false;
      }
      int result = (int) syncfs.invokeExact(file);
      int closed = (int) close.invokeExact(file);
      if (result != 0 || closed != 0) {
        throw new IOException("the file system of " + path + " cannot be forced to disk");
      }
      return true;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }
}
