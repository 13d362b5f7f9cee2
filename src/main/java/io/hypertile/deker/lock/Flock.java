package io.hypertile.deker.lock;

import io.hypertile.lock.LockMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * An open file that can be locked with {@code flock(2)}, which other programs see; Java's own file
 * locks are of another kind and invisible to them. A lock belongs to the open file, not to the
 * process, and ends when it is closed, also by the end of the process. For one thread at a time.
 */
final class Flock implements AutoCloseable {
  private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000;
  private static final int SHARED = 1;
  private static final int EXCLUSIVE = 2;
  private static final int AT_ONCE = 4;
  private static final int NO_ENTRY = 2;
  private static final int WOULD_BLOCK = 11;

  private final int descriptor;
  private boolean closed;

  private Flock(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The system's functions, looked up when they are first needed. */
  private static final class Native {
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
        STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle OPEN =
        function("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle FLOCK =
        function("flock", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
    }
  }

  /** Whether this platform has what is used here. */
  static boolean isSupported() {
    return System.getProperty("os.name", "").equals("Linux");
  }

  /**
   * Opens a file for locking.
   *
   * @throws NoSuchFileException if there is none
   */
  static Flock open(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      MemorySegment name = arena.allocateFrom(file.toString());
      int descriptor = (int) Native.OPEN.invokeExact(state, name, READ_ONLY_CLOSE_ON_EXEC);
      if (descriptor >= 0) {
        return new Flock(descriptor);
      }
      int errno = (int) Native.ERRNO.get(state, 0L);
      throw errno == NO_ENTRY
          ? new NoSuchFileException(file.toString())
          : new IOException(file + " cannot be opened for locking, errno " + errno);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Locks at once or not at all. A lock that is held in the other mode is exchanged, which is lost
   * if the new one cannot be had.
   */
  boolean tryLock(LockMode mode) throws IOException {
    int operation = (mode == LockMode.READ ? SHARED : EXCLUSIVE) | AT_ONCE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      if ((int) Native.FLOCK.invokeExact(state, descriptor, operation) == 0) {
        return true;
      }
      int errno = (int) Native.ERRNO.get(state, 0L);
      if (errno == WOULD_BLOCK) {
        return false;
      }
      throw new IOException("flock has failed, errno " + errno);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a path still names the file that was opened, which a rename may have replaced. */
  boolean isOn(Path path) throws IOException {
    try {
      Object now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      Object opened =
          Files.readAttributes(Path.of("/proc/self/fd/" + descriptor), BasicFileAttributes.class)
              .fileKey();
      return Objects.equals(now, opened);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Ends the lock; closing twice is harmless. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) Native.CLOSE.invokeExact(arena.allocate(Native.STATE), descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
