package io.hypertile.restart;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts of the jar that use the trained program beside it. The process becomes that program
 * ({@code execv}): it keeps its number, its environment and its place among other processes, and
 * nothing of the first JVM stays. Linux only; elsewhere, and where anything is in the way, the jar
 * starts as it is.
 */
public final class Restart {
  /** Options under which the JVM would not take the cache, or would do something twice. */
  private static final List<String> IN_THE_WAY =
      List.of("-agent", "-javaagent", "-XX:AOT", "-XX:SharedArchiveFile", "-Xshare", "-Xrun");

  /**
   * Maps the cache where it was made for, if that place is free: otherwise the JVM goes through all
   * of it to adjust addresses, for a tenth of a second, and each process has a copy of its own.
   */
  static final List<String> MAPPING =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

  /**
   * Options that keep the second compiler from putting very much into one method: it takes half the
   * time then, which is most of the work in the first seconds of load, and the code that it makes
   * is no slower. Figures are in performance.md; the image is started with the same options.
   */
  static final List<String> COMPILER =
      List.of("-XX:InlineSmallCode=1000", "-XX:FreqInlineSize=150");

  private static final Path OWN_ARGUMENTS = Path.of("/proc/self/cmdline");
  private static final Path OWN_PROGRAM = Path.of("/proc/self/exe");

  private Restart() {}

  /**
   * Becomes the trained program, if there is one that fits this jar and this JVM; otherwise returns
   * and has changed nothing. Prints a line when there is one that does not fit.
   *
   * @param jar the jar that was started
   */
  public static void ifTrained(Path jar) {
    try {
      TrainedProgram program = TrainedProgram.beside(jar);
      if (!program.isThere() || !Files.isReadable(OWN_ARGUMENTS)) {
        return;
      }
      if (!program.fits(jar)) {
        System.err.println(
            program.directory()
                + " was made by another Java or for another jar and is not used; make it again with"
                + " --hypertile.train.");
        return;
      }
      List<String> command = command(ownArguments(), program);
      if (!command.isEmpty()) {
        become(Files.readSymbolicLink(OWN_PROGRAM).toString(), command);
      }
    } catch (IOException | RuntimeException failure) {
      System.err.println("The trained program is not used: " + failure.getMessage());
    }
  }

  private static List<String> ownArguments() throws IOException {
    String all = Files.readString(OWN_ARGUMENTS, StandardCharsets.ISO_8859_1);
    return List.of(all.substring(0, Math.max(0, all.length() - 1)).split("\0", -1));
  }

  /** The command that starts the trained program; empty if this one cannot be made into it. */
  static List<String> command(List<String> own, TrainedProgram program) {
    int at = own.indexOf("-jar");
    if (at < 1 || own.size() < at + 2) {
      return List.of();
    }
    for (String option : own.subList(1, at)) {
      for (String other : IN_THE_WAY) {
        if (option.startsWith(other)) {
          return List.of();
        }
      }
    }
    List<String> command = new ArrayList<>();
    command.add(own.getFirst());
    // Before those that were given: of two the JVM takes the later.
    command.addAll(MAPPING);
    command.addAll(COMPILER);
    command.addAll(own.subList(1, at));
    command.add("-XX:AOTCache=" + bytes(program.cache()));
    command.add("-jar");
    command.add(bytes(program.jar()));
    command.addAll(own.subList(at + 2, own.size()));
    return command;
  }

  /** A path as the bytes that the system knows it by, one character for each. */
  private static String bytes(Path path) {
    String name = path.toString();
    String jnu = System.getProperty("sun.jnu.encoding", "UTF-8");
    return new String(
        name.getBytes(java.nio.charset.Charset.forName(jnu)), StandardCharsets.ISO_8859_1);
  }

  @SuppressWarnings("restricted")
  private static void become(String executable, List<String> command) {
    Linker linker = Linker.nativeLinker();
    MethodHandle execv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("execv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointers = arena.allocate(ADDRESS, command.size() + 1L);
      for (int n = 0; n < command.size(); n++) {
        pointers.setAtIndex(
            ADDRESS, n, arena.allocateFrom(command.get(n), StandardCharsets.ISO_8859_1));
      }
      pointers.setAtIndex(ADDRESS, command.size(), MemorySegment.NULL);
      int result = (int) execv.invokeExact(arena.allocateFrom(executable), pointers);
      throw new IllegalStateException("execv returned " + result);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }
}
